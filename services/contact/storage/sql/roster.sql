-- name: roster_agents
SELECT code, name_zh, name_en, roles FROM agent WHERE tenant_id = $1 AND active ORDER BY code

-- name: roster_duty
SELECT agent, role, weekdays, from_min, to_min FROM duty WHERE tenant_id = $1 ORDER BY position

-- Agents that are not named are off the roster, not forgotten: requests of long ago name them.
-- name: roster_put_agents
WITH named AS (
  INSERT INTO agent (tenant_id, code, name_zh, name_en, roles, active)
  SELECT $1, code, name_zh, name_en, roles, true
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS a (code, name_zh, name_en, roles)
  ON CONFLICT (tenant_id, code) DO UPDATE SET
    name_zh = excluded.name_zh, name_en = excluded.name_en, roles = excluded.roles, active = true
)
UPDATE agent SET active = false WHERE tenant_id = $1 AND code <> ALL ($2::text[]) AND active

-- name: roster_clear_duty
DELETE FROM duty WHERE tenant_id = $1

-- name: roster_put_duty
INSERT INTO duty (tenant_id, position, agent, role, weekdays, from_min, to_min)
SELECT $1, position, agent, role, weekdays, from_min, to_min
FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::int[])
  WITH ORDINALITY AS d (agent, role, weekdays, from_min, to_min, position)
