INSERT INTO work_order
  (tenant_id, work_order_id, sequence, request_id, step, round, attempt, work_class, commodity, hazard, rank, state,
   node_id, latitude, longitude, accuracy_m, place_words, place_class, reported_at, crew, declined_by, plan_version,
   incident_id, ungrouped, interruptible, on_site_at, fail_reason, suspend_reason, flags, summary_zh, summary_en, needs,
   critical, created_at, updated_at, version)
VALUES
  (1, '00000000-0000-7000-8000-000000000001', 1, '00000000-0000-7000-8000-0000000000a1', 'repair', 1, 1,
   'no_supply.electricity', 'electricity', 'none', 2, 'on_site', '00000000-0000-7000-8000-0000000000c1', 30, 120, 0,
   'door 3', 'city', '2026-03-03T02:00:00Z', 'C1', '{C2}', 4, '00000000-0000-7000-8000-0000000000b1', false, 'freely',
   '2026-03-03T02:20:00Z', '', '', '{}', '停电', 'no supply', '{deaf}', true, '2026-03-03T02:00:00Z',
   '2026-03-03T02:20:00Z', 5),
  (1, '00000000-0000-7000-8000-000000000002', 2, '00000000-0000-0000-0000-000000000000',
   'incident/00000000-0000-7000-8000-0000000000b1', 1, 1, 'incident.electricity', 'electricity', 'none', 0, 'open',
   '00000000-0000-7000-8000-0000000000c1', NULL, NULL, 0, '', '', '2026-03-03T02:00:00Z', NULL, '{}', 0,
   '00000000-0000-7000-8000-0000000000b1', false, 'no', NULL, '', '', '{}', '', '', '{}', false, '2026-03-03T02:00:00Z',
   '2026-03-03T02:00:00Z', 1);
INSERT INTO incident
  (tenant_id, incident_id, sequence, kind, commodity, state, nodes, restored_nodes, lead_id, score, evidence, start_at,
   customers, created_at, updated_at, version)
VALUES
  (1, '00000000-0000-7000-8000-0000000000b1', 1, 'outage', 'electricity', 'confirmed',
   '{00000000-0000-7000-8000-0000000000c1}', '{}', '00000000-0000-7000-8000-000000000001', 2, '[]',
   '2026-03-03T02:00:00Z', 40, '2026-03-03T02:00:00Z', '2026-03-03T02:10:00Z', 3);
INSERT INTO incident_member
  (tenant_id, incident_id, work_order_id, request_id, reported_at, restored_at, removed)
VALUES
  (1, '00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-000000000001',
   '00000000-0000-7000-8000-0000000000a1', '2026-03-03T02:00:00Z', '2026-03-03T03:00:00Z', false),
  (1, '00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-000000000002',
   '00000000-0000-0000-0000-000000000000', '2026-03-03T02:00:00Z', NULL, false);
