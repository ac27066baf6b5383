-- A premise as a report needs it: the service point of the commodity (none when there are several), who is served, what
-- keeps it without supply now. Nodes are walked upwards: a feeder's incident reaches all below it.
-- name: premise_for_report
WITH RECURSIVE point AS (
  SELECT s.uid, s.node, s.supply_on, s.supply_cause
  FROM service_point s
  WHERE s.tenant_id = $1 AND s.premise = $2 AND ($3::text = '' OR s.commodity = $3)
), one AS (
  SELECT * FROM point WHERE (SELECT count(*) FROM point) = 1
), up (node, depth) AS (
  SELECT node, 0 FROM point WHERE node IS NOT NULL
  UNION ALL
  SELECT n.parent, up.depth + 1
  FROM up JOIN network_node n ON n.tenant_id = $1 AND n.uid = up.node
  WHERE n.parent IS NOT NULL AND up.depth < 12
), hit AS (
  SELECT i.*
  FROM up JOIN incident_node x ON x.tenant_id = $1 AND x.node = up.node JOIN incident i ON i.tenant_id = $1 AND i.uid = x.incident
  WHERE $3::text = '' OR i.commodity = $3
  ORDER BY (i.kind = 'planned'), i.uid
  LIMIT 1
), served AS (
  SELECT a.party
  FROM agreement a JOIN point ON a.tenant_id = $1 AND a.service_point = point.uid
  WHERE (a.start_on IS NULL OR a.start_on <= ($4::timestamptz)::date) AND (a.end_on IS NULL OR a.end_on >= ($4::timestamptz)::date)
  ORDER BY a.uid
  LIMIT 1
)
SELECT p.uid, p.address_zh, p.address_en, p.latitude, p.longitude, p.place_class,
       one.uid AS service_point, one.node,
       (SELECT count(*) FROM point) AS points,
       (SELECT bool_or(supply_on) FROM point) AS supply_on,
       (SELECT min(supply_cause) FROM point WHERE NOT supply_on) AS supply_cause,
       served.party, y.party_class, y.language, y.needs,
       hit.uid AS incident, hit.number, hit.kind, hit.commodity, hit.state, hit.customers, hit.forecast_restoration_at
FROM premise p
LEFT JOIN one ON true
LEFT JOIN served ON true
LEFT JOIN party y ON y.tenant_id = $1 AND y.uid = served.party
LEFT JOIN hit ON true
WHERE p.tenant_id = $1 AND p.uid = $2

-- Whether an address is a contact point of a party, or of whoever is served at a premise; either may be absent.
-- name: address_known
SELECT EXISTS (
  SELECT FROM contact_point c
  WHERE c.tenant_id = $1 AND c.value = $2 AND (c.party = $4::uuid OR EXISTS (
    SELECT FROM service_point s JOIN agreement a ON a.tenant_id = $1 AND a.service_point = s.uid
    WHERE s.tenant_id = $1 AND s.premise = $3::uuid AND a.party = c.party
      AND (a.start_on IS NULL OR a.start_on <= ($5::timestamptz)::date) AND (a.end_on IS NULL OR a.end_on >= ($5::timestamptz)::date)))
) AS known

-- name: caller_parties
SELECT DISTINCT c.party, COALESCE(n.name_zh, '') AS name_zh, COALESCE(n.name_en, '') AS name_en,
       COALESCE(y.party_class, '') AS party_class, COALESCE(y.language, '') AS language, COALESCE(y.needs, '') AS needs
FROM contact_point c
LEFT JOIN party_contact n ON n.tenant_id = c.tenant_id AND n.party = c.party
LEFT JOIN party y ON y.tenant_id = c.tenant_id AND y.uid = c.party
WHERE c.tenant_id = $1 AND c.value = $2
ORDER BY c.party
LIMIT 20

-- One row for each service point that a party with this address is served at.
-- name: caller_premises
SELECT p.uid AS premise, p.address_zh, p.address_en, p.place_class, a.party, s.uid AS service_point, s.commodity, s.node,
       s.supply_on, s.supply_cause, s.supply_since
FROM (SELECT DISTINCT party FROM contact_point WHERE tenant_id = $1 AND value = $2 ORDER BY party LIMIT 20) AS caller
JOIN agreement a ON a.tenant_id = $1 AND a.party = caller.party
JOIN service_point s ON s.tenant_id = $1 AND s.uid = a.service_point
JOIN premise p ON p.tenant_id = $1 AND p.uid = s.premise
WHERE (a.start_on IS NULL OR a.start_on <= ($3::timestamptz)::date) AND (a.end_on IS NULL OR a.end_on >= ($3::timestamptz)::date)
ORDER BY p.uid, s.uid
LIMIT 200

-- Incidents that reach one of these nodes, with the node they reach it by.
-- name: caller_incidents
WITH RECURSIVE up (start, node, depth) AS (
  SELECT node, node, 0 FROM unnest($2::uuid[]) AS node
  UNION ALL
  SELECT up.start, n.parent, up.depth + 1
  FROM up JOIN network_node n ON n.tenant_id = $1 AND n.uid = up.node
  WHERE n.parent IS NOT NULL AND up.depth < 12
)
SELECT DISTINCT up.start, i.uid, i.number, i.kind, i.commodity, i.state, i.customers, i.forecast_restoration_at
FROM up JOIN incident_node x ON x.tenant_id = $1 AND x.node = up.node JOIN incident i ON i.tenant_id = $1 AND i.uid = x.incident
ORDER BY i.uid, up.start

-- name: caller_requests
SELECT uid FROM service_request
WHERE tenant_id = $1 AND state <= 5 AND (premise = ANY ($2::uuid[]) OR party = ANY ($3::uuid[]))
ORDER BY uid DESC
LIMIT 20

-- The party first, else who reported; the words of the first report.
-- name: job_contact
SELECT COALESCE(n.name_zh, '') AS name_zh, COALESCE(n.name_en, '') AS name_en, COALESCE(y.language, '') AS language,
       COALESCE(y.needs, r.needs) AS needs, COALESCE(p.address_zh, r.place_words) AS address_zh,
       COALESCE(p.address_en, '') AS address_en,
       COALESCE((SELECT from_address FROM interaction i
                 WHERE i.tenant_id = $1 AND i.request = $2 AND i.channel IN ('phone', 'sms', 'web') AND from_address LIKE '+%'
                 ORDER BY i.uid DESC LIMIT 1),
                (SELECT value FROM contact_point c WHERE c.tenant_id = $1 AND c.party = r.party AND c.kind = 'phone'
                 ORDER BY preferred DESC, place LIMIT 1), '') AS phone,
       COALESCE((SELECT body FROM interaction i WHERE i.tenant_id = $1 AND i.request = $2 AND body <> ''
                 ORDER BY i.uid LIMIT 1), '') AS words
FROM service_request r
LEFT JOIN party_contact n ON n.tenant_id = $1 AND n.party = r.party
LEFT JOIN party y ON y.tenant_id = $1 AND y.uid = r.party
LEFT JOIN premise p ON p.tenant_id = $1 AND p.uid = r.premise
WHERE r.tenant_id = $1 AND r.uid = $2

-- name: party_targets
SELECT kind, value FROM contact_point
WHERE tenant_id = $1 AND party = $2 AND kind IN ('phone', 'email')
ORDER BY (kind = 'email'), preferred DESC, (label = 'mobile') DESC, place
