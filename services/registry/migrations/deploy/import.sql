-- An import: rows of files are staged, then taken in chunks, each one transaction together with the place reached, so
-- that an interrupted one goes on where it was.
BEGIN;
SET LOCAL lock_timeout = '5s';

CREATE TABLE import (
  tenant_id int NOT NULL,
  import_id  uuid        NOT NULL,
  source     text        NOT NULL,
  pass       text        NOT NULL CONSTRAINT import_pass_check CHECK (pass IN ('', 'dry', 'real')),
  done       boolean     NOT NULL,
  file_index int         NOT NULL,
  after_line int         NOT NULL,
  after_key  text        NOT NULL,
  rows_total bigint      NOT NULL,
  rows_done  bigint      NOT NULL,
  created_by text        NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT import_pkey PRIMARY KEY (tenant_id, import_id)
);
ALTER TABLE import ENABLE ROW LEVEL SECURITY;
ALTER TABLE import FORCE ROW LEVEL SECURITY;
CREATE POLICY import_tenant ON import
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY import_checker ON import FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON import TO :"app_role";
GRANT SELECT ON import TO :"checker_role";

CREATE TABLE import_file (
  tenant_id int NOT NULL,
  import_id uuid   NOT NULL,
  file      text   NOT NULL,
  columns   text[] NOT NULL,
  created   bigint NOT NULL DEFAULT 0,
  changed   bigint NOT NULL DEFAULT 0,
  unchanged bigint NOT NULL DEFAULT 0,
  refused   bigint NOT NULL DEFAULT 0,
  CONSTRAINT import_file_pkey PRIMARY KEY (tenant_id, import_id, file)
);
ALTER TABLE import_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_file FORCE ROW LEVEL SECURITY;
CREATE POLICY import_file_tenant ON import_file
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY import_file_checker ON import_file FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON import_file TO :"app_role";
GRANT SELECT ON import_file TO :"checker_role";

-- `cells` holds the values, each after its length in four bytes.
CREATE TABLE import_row (
  tenant_id int NOT NULL,
  import_id uuid  NOT NULL,
  file      text  NOT NULL,
  line      int   NOT NULL,
  key       text  NOT NULL,
  alt_key   text  NOT NULL,
  cells     bytea NOT NULL,
  CONSTRAINT import_row_pkey PRIMARY KEY (tenant_id, import_id, file, line)
);
CREATE INDEX import_row_key_idx ON import_row (tenant_id, import_id, file, key, line);
CREATE INDEX import_row_alt_key_idx ON import_row (tenant_id, import_id, file, alt_key) WHERE alt_key <> '';
ALTER TABLE import_row ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_row FORCE ROW LEVEL SECURITY;
CREATE POLICY import_row_tenant ON import_row
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY import_row_checker ON import_row FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON import_row TO :"app_role";
GRANT SELECT ON import_row TO :"checker_role";

CREATE TABLE import_refusal (
  tenant_id int NOT NULL,
  import_id uuid NOT NULL,
  file      text NOT NULL,
  line      int  NOT NULL,
  field     text NOT NULL,
  reason    text NOT NULL,
  message   text NOT NULL,
  CONSTRAINT import_refusal_pkey PRIMARY KEY (tenant_id, import_id, file, line, field, reason)
);
ALTER TABLE import_refusal ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_refusal FORCE ROW LEVEL SECURITY;
CREATE POLICY import_refusal_tenant ON import_refusal
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY import_refusal_checker ON import_refusal FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, DELETE ON import_refusal TO :"app_role";
GRANT SELECT ON import_refusal TO :"checker_role";

COMMIT;
