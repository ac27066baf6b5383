-- A row of each table, one for each state it can be in: ids end in the number of the state.

CREATE FUNCTION pg_temp.id(family text, n int) RETURNS uuid LANGUAGE sql AS
  $$ SELECT (repeat(family, 8) || '-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid $$;
INSERT INTO service_request
SELECT 1, pg_temp.id('a', n), 'R-' || n, 'no_supply', 1, 'electricity', 'key ' || n, n, 1, 1 + n % 3, 0, pg_temp.id('1', n), pg_temp.id('2', n),
  pg_temp.id('3', n), pg_temp.id('4', n), 31.5, 121.5, 5, 'gate', 'city', 'general', '', 'intake', 'A1', '2026-03-03T02:00:00Z', 'A1', '', NULL,
  '', 1, 0, pg_temp.id('5', n), NULL, NULL, pg_temp.id('6', n), '2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z', NULL,
  NULL, 1, '{"extent": "only_you", "since": null, "came_back": "never", "person_hurt": false, "fire_or_gas": false,
    "fallen_or_open": false, "damage_spreading": true, "supply_state": "on", "supply_cause": ""}', '', '', 'zh-CN',
  '+8613800000000', '[]', NULL, NULL, CASE WHEN n % 2 = 0 THEN true END, CASE WHEN n % 2 = 1 THEN false END
FROM generate_series(1, 8) AS n;
UPDATE service_request SET parent = pg_temp.id('a', 8), merged_into = pg_temp.id('a', 7) WHERE uid = pg_temp.id('a', 1);
INSERT INTO step
SELECT 1, pg_temp.id('a', 1), 1, 'step ' || n, 1, n, 'dispatch', n, '2026-03-01T00:00:00Z', NULL, NULL, NULL, '', 0, 0
FROM generate_series(1, 5) AS n;
INSERT INTO clock
SELECT 1, pg_temp.id('a', 1), 1, 'clock ' || n, n, n, NULL, NULL, NULL, 0, 0, false, 'cn', '1', NULL FROM generate_series(1, 6) AS n;
INSERT INTO promise
SELECT 1, pg_temp.id('b', n), pg_temp.id('a', 1), n, 'kind ' || n, 1, n, '2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z', NULL,
  CASE n WHEN 2 THEN pg_temp.id('b', 1) END, CASE n WHEN 1 THEN pg_temp.id('b', 2) END, pg_temp.id('b', 1), 'sms', false
FROM generate_series(1, 5) AS n;
INSERT INTO report_number VALUES (1, 'R-9', pg_temp.id('a', 1), now());
INSERT INTO timeline_row
VALUES (1, pg_temp.id('a', 1), 1, 'RequestOpened', 'sms', 'agents/A1', now(), now(), '', 'zh', 'en', '{}');
INSERT INTO interaction
VALUES (1, pg_temp.id('c', 1), 'sms', 'm1', 'inbound', '+8613800000000', '95598', 'words', false, pg_temp.id('a', 1), pg_temp.id('2', 1), '', '', 'A1',
  '', '', '', '', '', NULL, 0, now(), now(), NULL, 1);
INSERT INTO notice
SELECT 1, pg_temp.id('d', n), pg_temp.id('a', 1), pg_temp.id('2', 1), 'parties/' || n,
  CASE n WHEN 1 THEN '' WHEN 2 THEN 'who@where.example' ELSE '+8613800000000' END, 'accepted', 1, 'zh-CN', 'words', true, n, '',
  'cause ' || n, NULL, now(), NULL, NULL, 1
FROM generate_series(1, 6) AS n;
INSERT INTO notice_attempt
SELECT 1, pg_temp.id('e', n), pg_temp.id('d', 3), n, 'sms', n, now(), NULL, '' FROM generate_series(1, 4) AS n;
INSERT INTO consent VALUES (1, pg_temp.id('f', 1), '+8613800000000', false, pg_temp.id('c', 1), now());
INSERT INTO agent VALUES (1, 'A1', 'zh', 'en', 'intake', true);
INSERT INTO duty VALUES (1, 1, 'A1', 'intake', '1,2', 480, 1200);
INSERT INTO party VALUES (1, pg_temp.id('2', 1), 1, 'general', 'zh-CN', '');
INSERT INTO party_contact VALUES (1, pg_temp.id('2', 1), 1, 'zh', 'en');
INSERT INTO contact_point VALUES (1, pg_temp.id('2', 1), 1, 'phone', '+8613800000000', 'mobile', true);
INSERT INTO premise VALUES (1, pg_temp.id('1', 1), 1, 'P1', 'zh', 'en', 31.5, 121.5, 'city');
INSERT INTO service_point VALUES (1, pg_temp.id('3', 1), 1, pg_temp.id('1', 1), 'electricity', pg_temp.id('4', 1), true, '', NULL);
INSERT INTO agreement VALUES (1, pg_temp.id('7', 1), 1, pg_temp.id('2', 1), pg_temp.id('3', 1), '2026-01-01', NULL);
INSERT INTO network_node VALUES (1, pg_temp.id('4', 1), 1, pg_temp.id('4', 2));
INSERT INTO work_order
VALUES (1, pg_temp.id('8', 1), 1, pg_temp.id('a', 1), 'W-1', 'open', 'step 1', 1, 1, '', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO incident VALUES (1, pg_temp.id('5', 1), 1, 'I-1', 'outage', 'electricity', 'confirmed', 3, NULL);
INSERT INTO incident_node VALUES (1, pg_temp.id('4', 1), pg_temp.id('5', 1));
