-- A premise as a report needs it: the service point of the commodity (none when there are several), who is served, what
-- keeps it without supply now. Nodes are walked upwards: a feeder's incident reaches all below it.
-- name: premise_for_report
WITH RECURSIVE point AS (
  SELECT s.service_point_id, s.node_id, s.supply_on, s.supply_cause
  FROM service_point s
  WHERE s.tenant_id = $1 AND s.premise_id = $2 AND ($3::text = '' OR s.commodity = $3)
), one AS (
  SELECT * FROM point WHERE (SELECT count(*) FROM point) = 1
), up (node_id, depth) AS (
  SELECT node_id, 0 FROM point WHERE node_id IS NOT NULL
  UNION ALL
  SELECT n.parent_id, up.depth + 1
  FROM up JOIN network_node n ON n.tenant_id = $1 AND n.node_id = up.node_id
  WHERE n.parent_id IS NOT NULL AND up.depth < 12
), hit AS (
  SELECT i.*
  FROM up JOIN incident_node x ON x.tenant_id = $1 AND x.node_id = up.node_id
    CROSS JOIN LATERAL (SELECT * FROM incident WHERE tenant_id = $1 AND incident_id = x.incident_id LIMIT 1) AS i
  WHERE $3::text = '' OR i.commodity = $3
  ORDER BY (i.kind = 'planned'), i.incident_id
  LIMIT 1
), served AS (
  SELECT a.party_id
  FROM agreement a JOIN point ON a.tenant_id = $1 AND a.service_point_id = point.service_point_id
  WHERE (a.start_on IS NULL OR a.start_on <= $4::date) AND (a.end_on IS NULL OR a.end_on >= $4::date)
  ORDER BY a.agreement_id
  LIMIT 1
)
SELECT p.premise_id, p.address_zh, p.address_en, p.latitude, p.longitude, p.place_class,
       one.service_point_id, one.node_id,
       (SELECT count(*) FROM point) AS points,
       (SELECT bool_or(supply_on) FROM point) AS supply_on,
       (SELECT min(supply_cause) FROM point WHERE NOT supply_on) AS supply_cause,
       served.party_id, y.party_class, y.language, y.needs,
       hit.incident_id, hit.number, hit.kind, hit.commodity, hit.state, hit.customers, hit.forecast_restoration_at
FROM premise p
LEFT JOIN one ON true
LEFT JOIN served ON true
LEFT JOIN party y ON y.tenant_id = $1 AND y.party_id = served.party_id
LEFT JOIN hit ON true
WHERE p.tenant_id = $1 AND p.premise_id = $2

-- Of each whether the address is a contact point of the party, or of whoever is served at the premise; either may be absent. A document, not arrays: of
-- these PostgreSQL knows the length, and would plan anew at each call, for longer than the search takes.
-- name: addresses_known
SELECT EXISTS (
  SELECT FROM contact_point c
  WHERE c.tenant_id = $1 AND c.value = h.address AND (c.party_id = h.party_id OR EXISTS (
    SELECT FROM service_point s JOIN agreement a ON a.tenant_id = $1 AND a.service_point_id = s.service_point_id
    WHERE s.tenant_id = $1 AND s.premise_id = h.premise_id AND a.party_id = c.party_id
      AND (a.start_on IS NULL OR a.start_on <= $3::date) AND (a.end_on IS NULL OR a.end_on >= $3::date)))
) AS known
FROM jsonb_to_recordset($2::jsonb) AS h (position int, address text, premise_id uuid, party_id uuid)
ORDER BY h.position

-- name: caller_parties
SELECT DISTINCT c.party_id, COALESCE(n.name_zh, '') AS name_zh, COALESCE(n.name_en, '') AS name_en,
       COALESCE(y.party_class, '') AS party_class, COALESCE(y.language, '') AS language, COALESCE(y.needs, '') AS needs
FROM contact_point c
LEFT JOIN party_contact n ON n.tenant_id = c.tenant_id AND n.party_id = c.party_id
LEFT JOIN party y ON y.tenant_id = c.tenant_id AND y.party_id = c.party_id
WHERE c.tenant_id = $1 AND c.value = $2
ORDER BY c.party_id
LIMIT 20

-- One row for each service point that a party with this address is served at.
-- name: caller_premises
SELECT p.premise_id, p.address_zh, p.address_en, p.place_class, a.party_id, s.service_point_id, s.commodity, s.node_id,
       s.supply_on, s.supply_cause, s.supply_since
FROM (SELECT DISTINCT party_id FROM contact_point WHERE tenant_id = $1 AND value = $2 ORDER BY party_id LIMIT 20) AS caller
JOIN agreement a ON a.tenant_id = $1 AND a.party_id = caller.party_id
JOIN service_point s ON s.tenant_id = $1 AND s.service_point_id = a.service_point_id
JOIN premise p ON p.tenant_id = $1 AND p.premise_id = s.premise_id
WHERE (a.start_on IS NULL OR a.start_on <= $3::date) AND (a.end_on IS NULL OR a.end_on >= $3::date)
ORDER BY p.premise_id, s.service_point_id
LIMIT 200

-- Incidents that reach one of these nodes, with the node they reach it by.
-- name: caller_incidents
WITH RECURSIVE up (start_id, node_id, depth) AS (
  SELECT node_id, node_id, 0 FROM unnest($2::uuid[]) AS node_id
  UNION ALL
  SELECT up.start_id, n.parent_id, up.depth + 1
  FROM up JOIN network_node n ON n.tenant_id = $1 AND n.node_id = up.node_id
  WHERE n.parent_id IS NOT NULL AND up.depth < 12
)
SELECT DISTINCT up.start_id, i.incident_id, i.number, i.kind, i.commodity, i.state, i.customers, i.forecast_restoration_at
FROM up JOIN incident_node x ON x.tenant_id = $1 AND x.node_id = up.node_id
  JOIN incident i ON i.tenant_id = $1 AND i.incident_id = x.incident_id
ORDER BY i.incident_id, up.start_id

-- name: caller_requests
SELECT request_id FROM service_request
WHERE tenant_id = $1 AND state NOT IN ('closed', 'withdrawn', 'merged')
  AND (premise_id = ANY ($2::uuid[]) OR party_id = ANY ($3::uuid[]))
ORDER BY request_id DESC
LIMIT 20

-- How many of these things are the party's. A tombstone is nobody's: what took its place may be another's.
-- name: things_of_party
SELECT (SELECT count(*) FROM service_request
        WHERE tenant_id = $1 AND party_id = $2 AND merged_into_id IS NULL AND request_id = ANY ($3::uuid[]))
     + (SELECT count(*) FROM service_request
        WHERE tenant_id = $1 AND party_id = $2 AND merged_into_id IS NULL AND number = ANY ($4::text[]))
     + (SELECT count(DISTINCT s.premise_id)
        FROM service_point s JOIN agreement a ON a.tenant_id = $1 AND a.service_point_id = s.service_point_id
        WHERE s.tenant_id = $1 AND s.premise_id = ANY ($5::uuid[]) AND a.party_id = $2
          AND (a.start_on IS NULL OR a.start_on <= $6::date) AND (a.end_on IS NULL OR a.end_on >= $6::date)) AS own

-- The party first, else who reported; the words of the first report.
-- name: job_contact
SELECT COALESCE(n.name_zh, '') AS name_zh, COALESCE(n.name_en, '') AS name_en, COALESCE(y.language, '') AS language,
       COALESCE(y.needs, r.needs) AS needs, COALESCE(p.address_zh, r.place_words) AS address_zh,
       COALESCE(p.address_en, '') AS address_en,
       COALESCE((SELECT from_address FROM interaction i
                 WHERE i.tenant_id = $1 AND i.request_id = $2 AND from_address ~ '^\+[0-9]+$'
                 ORDER BY i.interaction_id DESC LIMIT 1),
                (SELECT value FROM contact_point c WHERE c.tenant_id = $1 AND c.party_id = r.party_id AND c.kind = 'phone'
                 ORDER BY preferred DESC, position LIMIT 1), '') AS phone,
       COALESCE((SELECT body FROM interaction i WHERE i.tenant_id = $1 AND i.request_id = $2 AND body <> ''
                 ORDER BY i.interaction_id LIMIT 1), '') AS words
FROM service_request r
LEFT JOIN party_contact n ON n.tenant_id = $1 AND n.party_id = r.party_id
LEFT JOIN party y ON y.tenant_id = $1 AND y.party_id = r.party_id
LEFT JOIN premise p ON p.tenant_id = $1 AND p.premise_id = r.premise_id
WHERE r.tenant_id = $1 AND r.request_id = $2
