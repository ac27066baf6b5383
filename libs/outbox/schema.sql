-- Infrastructure of every service's database: tenants, history, outbox, inbox, dead letters, answers to commands.
-- Deployed as the owner; psql variables app_role, relay_role and checker_role name the other three roles.

CREATE TABLE tenant (
  tenant_id int  PRIMARY KEY,
  name      text NOT NULL
);
INSERT INTO tenant VALUES (1, 'default');

-- Each state change for ever: the event with the aggregate's head after it. The old head is the row of version - 1.
CREATE TABLE history (
  event_id    uuid        PRIMARY KEY,
  tenant_id   int         NOT NULL,
  topic       text        NOT NULL,
  key         uuid        NOT NULL,
  version     bigint      NOT NULL,
  type        text        NOT NULL,
  request_id  text        NOT NULL,
  actor       text        NOT NULL,
  payload     bytea       NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT history_topic_key_version_key UNIQUE (topic, key, version)
);
ALTER TABLE history ENABLE ROW LEVEL SECURITY;
ALTER TABLE history FORCE ROW LEVEL SECURITY;
CREATE POLICY history_tenant ON history
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY history_checker ON history FOR SELECT TO :"checker_role" USING (true);
CREATE INDEX history_request_idx ON history (tenant_id, request_id);

-- What is to be sent. An event is written together with its history row, whose unique keys hold for both: each index here
-- would be paid for twice, when a row is written and when it is marked.
CREATE TABLE outbox (
  seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id    uuid        NOT NULL,
  tenant_id   int         NOT NULL,
  topic       text        NOT NULL,
  key         uuid        NOT NULL,
  version     bigint      NOT NULL,
  type        text        NOT NULL,
  payload     bytea       NOT NULL CONSTRAINT outbox_payload_check CHECK (octet_length(payload) < 900000),
  traceparent text        NOT NULL DEFAULT '',
  occurred_at timestamptz NOT NULL,
  sent_at     timestamptz
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX outbox_unsent ON outbox (seq) WHERE sent_at IS NULL;

CREATE TABLE inbox (
  consumer   text        NOT NULL,
  topic      text        NOT NULL,
  key        uuid        NOT NULL,
  version    bigint      NOT NULL,
  event_id   uuid        NOT NULL,
  tenant_id  int         NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, topic, key)
);

CREATE TABLE dead_letter (
  id          uuid        PRIMARY KEY,
  consumer    text        NOT NULL,
  tenant_id   int,
  topic       text        NOT NULL,
  partition   int         NOT NULL,
  "offset"    bigint      NOT NULL,
  key         text        NOT NULL,
  reason      text        NOT NULL,
  detail      text        NOT NULL,
  message     bytea       NOT NULL,
  headers     jsonb       NOT NULL,
  attempts    int         NOT NULL,
  state       text        NOT NULL CHECK (state IN ('waiting', 'replayed', 'skipped')),
  settled_by  text,
  settled_why text,
  at          timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT dead_letter_position_key UNIQUE (consumer, topic, partition, "offset")
);
CREATE UNIQUE INDEX dead_letter_waiting_key ON dead_letter (consumer, topic, key) WHERE state = 'waiting';

CREATE TABLE parked (
  consumer  text   NOT NULL,
  topic     text   NOT NULL,
  partition int    NOT NULL,
  "offset"  bigint NOT NULL,
  key       text   NOT NULL,
  tenant_id int,
  message   bytea  NOT NULL,
  headers   jsonb  NOT NULL,
  PRIMARY KEY (consumer, topic, partition, "offset")
);
CREATE INDEX parked_key_idx ON parked (consumer, topic, key, "offset");

-- The committed answer of each command, kept 30 days.
CREATE TABLE command (
  tenant_id  int         NOT NULL,
  actor      text        NOT NULL,
  method     text        NOT NULL,
  request_id text        NOT NULL,
  body_hash  bytea       NOT NULL,
  answer     bytea       NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, actor, method, request_id)
);
ALTER TABLE command ENABLE ROW LEVEL SECURITY;
ALTER TABLE command FORCE ROW LEVEL SECURITY;
CREATE POLICY command_tenant ON command
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY command_checker ON command FOR SELECT TO :"checker_role" USING (true);
CREATE INDEX command_at_idx ON command (at);

GRANT USAGE ON SCHEMA public TO :"app_role", :"relay_role", :"checker_role";
GRANT SELECT ON tenant TO :"app_role", :"checker_role";
GRANT SELECT, INSERT ON history TO :"app_role";
GRANT SELECT, INSERT ON outbox TO :"app_role";
GRANT SELECT, UPDATE, DELETE ON outbox TO :"relay_role";
GRANT SELECT, INSERT, UPDATE ON inbox, dead_letter TO :"app_role";
GRANT SELECT, INSERT, DELETE ON parked TO :"app_role";
GRANT SELECT, INSERT, DELETE ON command TO :"app_role";
GRANT SELECT ON history, outbox, inbox, dead_letter, parked, command TO :"checker_role";
