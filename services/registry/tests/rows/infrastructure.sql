-- What a service of that day wrote behind this change.
INSERT INTO history VALUES
  ('00000000-0000-7000-8000-000000000001', 1, 'hearth.registry.party.v1', '00000000-0000-7000-8000-000000000005', 1,
  'hearth.registry.events.v1.PartyCreated', 'r-1', 'agents/A1', '', '2026-03-03T02:00:00Z');
INSERT INTO outbox (event_id, tenant_id, topic, key, version, type, payload, occurred_at)
SELECT event_id, tenant_id, topic, key, version, type, payload, recorded_at
FROM history;
