-- Staged rows of imports, and what became of them.

-- name: import_create
INSERT INTO import (tenant_id, import_id, source, pass, done, file_index, after_line, after_key, rows_total, rows_done,
  created_by, created_at)
VALUES ($1::int, $2::uuid, $3::text, '', false, 0, 0, '', 0, 0, $4::text, $5::timestamptz)

-- name: import_lock
SELECT import_id, source, pass, done, file_index, after_line, after_key, rows_total, rows_done
FROM import
WHERE import_id = $1::uuid
FOR UPDATE

-- name: import_save
UPDATE import
SET pass = $2::text, done = $3::boolean, file_index = $4::int, after_line = $5::int, after_key = $6::text,
  rows_done = $7::bigint
WHERE import_id = $1::uuid

-- name: import_file_columns
SELECT array_to_string(columns, ',') AS columns
FROM import_file
WHERE import_id = $1::uuid AND file = $2::text

-- name: import_file_add
INSERT INTO import_file (tenant_id, import_id, file, columns)
VALUES ($1::int, $2::uuid, $3::text, $4::text[])
ON CONFLICT (tenant_id, import_id, file) DO NOTHING

-- name: import_row_stage
-- A row is new where no older version of it stands: then xmax is 0.
WITH staged AS (
  INSERT INTO import_row (tenant_id, import_id, file, line, key, alt_key, cells)
  SELECT $1::int, $2::uuid, $3::text, row.line, row.key, row.alt_key, row.cells
  FROM unnest($4::int[], $5::text[], $6::text[], $7::bytea[]) AS row (line, key, alt_key, cells)
  ON CONFLICT (tenant_id, import_id, file, line) DO UPDATE
  SET key = excluded.key, alt_key = excluded.alt_key, cells = excluded.cells
  RETURNING xmax = 0 AS fresh
)
UPDATE import
SET rows_total = rows_total + (SELECT count(*) FROM staged WHERE fresh)
WHERE import_id = $2::uuid
RETURNING rows_total

-- name: import_row_after_line
SELECT line, key, alt_key, cells
FROM import_row
WHERE import_id = $1::uuid AND file = $2::text AND line > $3::int
ORDER BY line
LIMIT $4::int

-- name: import_row_after_key
SELECT line, key, alt_key, cells
FROM import_row
WHERE import_id = $1::uuid AND file = $2::text
  AND key IN (
    SELECT DISTINCT key
    FROM import_row
    WHERE import_id = $1::uuid AND file = $2::text AND key > $3::text
    ORDER BY key
    LIMIT $4::int)
ORDER BY key, line

-- name: import_row_of_keys
-- Key by key, here and below: by a condition on all keys, a plan made while the table was small would read the file's
-- rows one and all for each chunk and compare each with each key.
SELECT r.line, r.key, r.alt_key, r.cells
FROM (SELECT DISTINCT unnest($3::text[]) AS key) AS asked
CROSS JOIN LATERAL (
  SELECT line, key, alt_key, cells
  FROM import_row
  WHERE import_id = $1::uuid AND file = $2::text AND key = asked.key
  OFFSET 0) AS r
ORDER BY r.line

-- name: import_row_accepted
SELECT r.key, r.alt_key, r.line
FROM (SELECT DISTINCT unnest($3::text[]) AS key) AS asked
CROSS JOIN LATERAL (
  SELECT s.key, s.alt_key, s.line
  FROM import_row AS s
  WHERE s.import_id = $1::uuid AND s.file = $2::text AND s.key = asked.key AND s.line < $4::int
    AND NOT EXISTS (
      SELECT FROM import_refusal AS f WHERE f.import_id = s.import_id AND f.file = s.file AND f.line = s.line)
  ORDER BY s.line
  LIMIT 1) AS r
ORDER BY r.key

-- name: import_row_accepted_by_alt_key
SELECT r.key, r.alt_key, r.line
FROM (SELECT DISTINCT unnest($3::text[]) AS alt_key) AS asked
CROSS JOIN LATERAL (
  SELECT s.key, s.alt_key, s.line
  FROM import_row AS s
  WHERE s.import_id = $1::uuid AND s.file = $2::text AND s.alt_key = asked.alt_key AND s.alt_key <> ''
    AND s.line < $4::int
    AND NOT EXISTS (
      SELECT FROM import_refusal AS f WHERE f.import_id = s.import_id AND f.file = s.file AND f.line = s.line)
  ORDER BY s.line
  LIMIT 1) AS r
ORDER BY r.alt_key

-- name: import_refusal_add
INSERT INTO import_refusal (tenant_id, import_id, file, line, field, reason, message)
SELECT $1::int, $2::uuid, row.file, row.line, row.field, row.reason, row.message
FROM unnest($3::text[], $4::int[], $5::text[], $6::text[], $7::text[]) AS row (file, line, field, reason, message)
ON CONFLICT DO NOTHING

-- name: import_file_count
UPDATE import_file
SET created = created + $3::bigint, changed = changed + $4::bigint, unchanged = unchanged + $5::bigint,
  refused = refused + $6::bigint
WHERE import_id = $1::uuid AND file = $2::text

-- name: import_file_reset
UPDATE import_file
SET created = 0, changed = 0, unchanged = 0, refused = 0
WHERE import_id = $1::uuid

-- name: import_refusal_clear
DELETE FROM import_refusal
WHERE import_id = $1::uuid

-- name: import_row_clear
DELETE FROM import_row
WHERE import_id = $1::uuid

-- name: import_file_list
SELECT file, created, changed, unchanged, refused
FROM import_file
WHERE import_id = $1::uuid

-- name: import_refusal_list
SELECT file, line, field, reason, message
FROM import_refusal
WHERE import_id = $1::uuid
ORDER BY file, line, field, reason
LIMIT $2::int
