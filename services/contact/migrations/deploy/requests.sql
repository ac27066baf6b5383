-- Deploy hearth_contact:requests

BEGIN;
SET LOCAL lock_timeout = '2s';

CREATE SEQUENCE request_number START 1000001;

CREATE TABLE service_request (
  tenant_id        int              NOT NULL,
  uid              uuid             NOT NULL,
  number           text             NOT NULL,
  class            text             NOT NULL,
  class_edition    int              NOT NULL,
  commodity        text             NOT NULL,
  key_text         text,
  state            smallint         NOT NULL CHECK (state BETWEEN 1 AND 8),
  round            int              NOT NULL,
  hazard           smallint         NOT NULL CHECK (hazard BETWEEN 1 AND 3),
  rank             int              NOT NULL,
  premise          uuid,
  party            uuid,
  service_point    uuid,
  node             uuid,
  latitude         double precision,
  longitude        double precision,
  accuracy_m       double precision,
  place_words      text             NOT NULL,
  place_class      text             NOT NULL,
  party_class      text             NOT NULL,
  needs            text             NOT NULL,
  owner_role       text             NOT NULL,
  owner_agent      text             NOT NULL,
  owner_until      timestamptz,
  first_agent      text             NOT NULL,
  hand_over_to     text             NOT NULL,
  hand_over_due_at timestamptz,
  waiting_for      text             NOT NULL,
  report_count     int              NOT NULL,
  chase_count      int              NOT NULL,
  incident         uuid,
  parent           uuid,
  merged_into      uuid,
  follows          uuid,
  opened_at        timestamptz      NOT NULL,
  created_at       timestamptz      NOT NULL,
  updated_at       timestamptz      NOT NULL,
  resolved_at      timestamptz,
  closed_at        timestamptz,
  version          bigint           NOT NULL,
  triage           jsonb            NOT NULL,
  external_case    text             NOT NULL,
  held_by          text             NOT NULL,
  language         text             NOT NULL,
  reply_to         text             NOT NULL,  -- personal: where the first report came from
  moments          jsonb            NOT NULL,  -- what the clocks of this round run on
  next_tick_at     timestamptz,                -- when time alone brings something about
  due_at           timestamptz,                -- earliest promise or clock that stands, for lists
  PRIMARY KEY (tenant_id, uid),
  CONSTRAINT service_request_number_key UNIQUE (tenant_id, number)
) WITH (fillfactor = 80);
-- One open request per natural key, whatever comes in at the same moment.
CREATE UNIQUE INDEX service_request_open_key ON service_request (tenant_id, class, key_text)
  WHERE key_text IS NOT NULL AND state <= 4;
CREATE INDEX service_request_key_idx ON service_request (tenant_id, class, key_text, created_at DESC)
  WHERE key_text IS NOT NULL;
CREATE INDEX service_request_tick_idx ON service_request (tenant_id, next_tick_at) WHERE next_tick_at IS NOT NULL;
CREATE INDEX service_request_premise_idx ON service_request (tenant_id, premise, uid) WHERE premise IS NOT NULL;
CREATE INDEX service_request_party_idx ON service_request (tenant_id, party, uid) WHERE party IS NOT NULL;
CREATE INDEX service_request_incident_idx ON service_request (tenant_id, incident) WHERE incident IS NOT NULL;
CREATE INDEX service_request_owner_idx ON service_request (tenant_id, owner_role, owner_agent, uid) WHERE state <= 5;
-- Open ones at a place, for what is likely the same.
CREATE INDEX service_request_place_idx ON service_request (tenant_id, class, latitude)
  WHERE key_text IS NULL AND state <= 4 AND latitude IS NOT NULL;

CREATE TABLE step (
  tenant_id    int         NOT NULL,
  request      uuid        NOT NULL,
  round        int         NOT NULL,
  step         text        NOT NULL,
  attempt      int         NOT NULL,
  place        int         NOT NULL,  -- order in which steps began
  owner        text        NOT NULL,
  state        smallint    NOT NULL CHECK (state BETWEEN 1 AND 5),
  started_at   timestamptz NOT NULL,
  ended_at     timestamptz,
  stuck_at     timestamptz,
  next_at      timestamptz,
  outcome      text        NOT NULL,
  tries        int         NOT NULL,
  satisfaction int         NOT NULL,
  PRIMARY KEY (tenant_id, request, round, step, attempt)
);
CREATE INDEX step_open_idx ON step (tenant_id, started_at) WHERE state = 1 AND owner = 'dispatch';

CREATE TABLE clock (
  tenant_id      int         NOT NULL,
  request        uuid        NOT NULL,
  round          int         NOT NULL,
  clock          text        NOT NULL,
  place          int         NOT NULL,
  state          smallint    NOT NULL CHECK (state BETWEEN 1 AND 6),
  started_at     timestamptz,
  due_at         timestamptz,
  stopped_at     timestamptz,
  paused_s       bigint      NOT NULL,
  warned_percent int         NOT NULL,
  exempt         boolean     NOT NULL,
  profile        text        NOT NULL,
  edition        text        NOT NULL,
  next_at        timestamptz,
  PRIMARY KEY (tenant_id, request, round, clock)
);

CREATE TABLE promise (
  tenant_id  int         NOT NULL,
  uid        uuid        NOT NULL,
  request    uuid        NOT NULL,
  place      int         NOT NULL,
  kind       text        NOT NULL,
  round      int         NOT NULL,
  state      smallint    NOT NULL CHECK (state BETWEEN 1 AND 5),
  due_at     timestamptz NOT NULL,
  made_at    timestamptz NOT NULL,
  settled_at timestamptz,
  renews     uuid,
  renewed_by uuid,
  first      uuid        NOT NULL,
  channel    text        NOT NULL,
  informed   boolean     NOT NULL,
  PRIMARY KEY (tenant_id, uid),
  CONSTRAINT promise_request_place_key UNIQUE (tenant_id, request, place)
);
-- One chain per kind and round.
CREATE UNIQUE INDEX promise_chain_key ON promise (tenant_id, request, kind, round) WHERE renews IS NULL;

-- The event log of a request as people read it: the version is the event's.
CREATE TABLE timeline_row (
  tenant_id   int         NOT NULL,
  request     uuid        NOT NULL,
  version     bigint      NOT NULL,
  type        text        NOT NULL,
  channel     text        NOT NULL,
  actor       text        NOT NULL,
  observed_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  reference   text        NOT NULL,
  text_zh     text        NOT NULL,
  text_en     text        NOT NULL,
  details     jsonb       NOT NULL,
  PRIMARY KEY (tenant_id, request, version)
);

CREATE TABLE interaction (
  tenant_id     int         NOT NULL,
  uid           uuid        NOT NULL,
  channel       text        NOT NULL,
  message_id    text        NOT NULL,
  direction     text        NOT NULL,
  from_address  text        NOT NULL,
  to_address    text        NOT NULL,
  body          text        NOT NULL,
  draft         boolean     NOT NULL,
  request       uuid,
  party         uuid,
  reason        text        NOT NULL,
  outcome       text        NOT NULL,
  agent         text        NOT NULL,
  relation      text        NOT NULL,
  recording     text        NOT NULL,
  answer_zh     text        NOT NULL,
  answer_en     text        NOT NULL,
  menu_class    text        NOT NULL,  -- what a voice menu knew: a hang-up with a hazard is called back
  call_back_at  timestamptz,
  call_backs    int         NOT NULL,
  observed_at   timestamptz NOT NULL,
  created_at    timestamptz NOT NULL,
  completed_at  timestamptz,
  version       bigint      NOT NULL,
  PRIMARY KEY (tenant_id, uid),
  CONSTRAINT interaction_message_key UNIQUE (tenant_id, channel, message_id)
);
CREATE INDEX interaction_request_idx ON interaction (tenant_id, request, uid) WHERE request IS NOT NULL;
CREATE INDEX interaction_party_idx ON interaction (tenant_id, party, uid) WHERE party IS NOT NULL;
CREATE INDEX interaction_call_back_idx ON interaction (tenant_id, call_back_at) WHERE call_back_at IS NOT NULL;

CREATE TABLE notice (
  tenant_id        int         NOT NULL,
  uid              uuid        NOT NULL,
  request          uuid,
  party            uuid,
  recipient        text        NOT NULL,
  address          text        NOT NULL,
  template         text        NOT NULL,
  template_version int         NOT NULL,
  language         text        NOT NULL,
  body             text        NOT NULL,
  urgent           boolean     NOT NULL,
  state            smallint    NOT NULL CHECK (state BETWEEN 1 AND 6),
  reason           text        NOT NULL,
  cause            text        NOT NULL,
  send_after_at    timestamptz,
  created_at       timestamptz NOT NULL,
  sent_at          timestamptz,
  delivered_at     timestamptz,
  version          bigint      NOT NULL,
  PRIMARY KEY (tenant_id, uid),
  -- The same thing is told to the same one once, however often its cause is seen.
  CONSTRAINT notice_once_key UNIQUE (tenant_id, recipient, template, cause)
);
CREATE INDEX notice_due_idx ON notice (tenant_id, send_after_at) WHERE state IN (1, 2);
CREATE INDEX notice_request_idx ON notice (tenant_id, request, uid) WHERE request IS NOT NULL;
-- A reply belongs to what was told last to its address.
CREATE INDEX notice_address_idx ON notice (tenant_id, address, uid DESC) WHERE request IS NOT NULL;
CREATE INDEX notice_party_idx ON notice (tenant_id, party, uid) WHERE party IS NOT NULL;

CREATE TABLE notice_attempt (
  tenant_id  int         NOT NULL,
  uid        uuid        NOT NULL,
  notice     uuid        NOT NULL,
  place      int         NOT NULL,
  channel    text        NOT NULL,
  state      smallint    NOT NULL CHECK (state BETWEEN 1 AND 4),
  started_at timestamptz NOT NULL,
  ended_at   timestamptz,
  detail     text        NOT NULL,
  PRIMARY KEY (tenant_id, uid),
  CONSTRAINT notice_attempt_place_key UNIQUE (tenant_id, notice, place)
);

-- Appended to, never changed: the last row of an address is what holds.
CREATE TABLE consent (
  tenant_id   int         NOT NULL,
  uid         uuid        NOT NULL,
  address     text        NOT NULL,
  given       boolean     NOT NULL,
  interaction uuid        NOT NULL,
  at          timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, uid)
);
CREATE INDEX consent_address_idx ON consent (tenant_id, address, at DESC);

CREATE TABLE agent (
  tenant_id int     NOT NULL,
  code      text    NOT NULL,
  name_zh   text    NOT NULL,
  name_en   text    NOT NULL,
  roles     text    NOT NULL,
  active    boolean NOT NULL,
  PRIMARY KEY (tenant_id, code)
);

CREATE TABLE duty (
  tenant_id int  NOT NULL,
  place     int  NOT NULL,
  agent     text NOT NULL,
  role      text NOT NULL,
  weekdays  text NOT NULL,
  from_min  int  NOT NULL,
  to_min    int  NOT NULL,
  PRIMARY KEY (tenant_id, place)
);

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE %1$I FORCE ROW LEVEL SECURITY; '
              'CREATE POLICY %1$s_tenant ON %1$I USING (tenant_id = NULLIF(current_setting(''app.tenant'', true), '''')::int); '
              'CREATE POLICY %1$s_checker ON %1$I FOR SELECT TO %2$I USING (true); GRANT SELECT ON %1$I TO %2$I;',
              name, :'checker_role')
FROM unnest(ARRAY['service_request', 'step', 'clock', 'promise', 'timeline_row', 'interaction', 'notice', 'notice_attempt',
                  'consent', 'agent', 'duty']) AS name
\gexec

GRANT SELECT, INSERT, UPDATE ON service_request, step, clock, promise, interaction, notice, notice_attempt, agent TO :"app_role";
GRANT SELECT, INSERT ON timeline_row, consent TO :"app_role";
GRANT SELECT, INSERT, DELETE ON duty TO :"app_role";
GRANT USAGE ON request_number TO :"app_role";
COMMIT;
