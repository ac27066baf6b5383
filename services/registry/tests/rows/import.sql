INSERT INTO import VALUES
  (1, '00000000-0000-7000-8000-000000000008', 'town', 'dry', true, 8, 0, '', 9, 9, 'operators/O1',
  '2026-03-03T02:00:00Z');
