-- name: crew_list
SELECT code, crew_id, title_zh, title_en, array_to_string(skills, chr(31)) AS skills, latitude, longitude, available,
       state_reason, last_latitude, last_longitude, last_point_at, updated_at, version
FROM crew WHERE tenant_id = $1 AND code > $2 ORDER BY code LIMIT $3

-- name: crew_shift_list
SELECT code, weekday, start_minute, end_minute FROM crew_shift WHERE tenant_id = $1 ORDER BY code, weekday, start_minute

-- name: crew_save
INSERT INTO crew (tenant_id, code, crew_id, title_zh, title_en, skills, latitude, longitude, available, state_reason,
                  last_latitude, last_longitude, last_point_at, updated_at, version)
SELECT $1, r.* FROM jsonb_to_recordset($2::jsonb) AS r (code text, crew_id uuid, title_zh text, title_en text,
  skills text[], latitude float8, longitude float8, available boolean, state_reason text, last_latitude float8,
  last_longitude float8, last_point_at timestamptz, updated_at timestamptz, version bigint)
ON CONFLICT (tenant_id, code) DO UPDATE SET title_zh = excluded.title_zh, title_en = excluded.title_en,
  skills = excluded.skills, latitude = excluded.latitude, longitude = excluded.longitude, available = excluded.available,
  state_reason = excluded.state_reason, last_latitude = excluded.last_latitude,
  last_longitude = excluded.last_longitude, last_point_at = excluded.last_point_at, updated_at = excluded.updated_at,
  version = excluded.version

-- name: crew_shift_clear
DELETE FROM crew_shift WHERE tenant_id = $1 AND code = ANY ($2::text[])

-- name: crew_shift_add
INSERT INTO crew_shift (tenant_id, code, weekday, start_minute, end_minute)
SELECT $1, * FROM unnest($2::text[], $3::int[], $4::int[], $5::int[])
