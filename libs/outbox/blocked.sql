-- What the relay set aside. A change of its own to the tables of schema.sql.

-- Events that the broker will not take as they are. All of the topic, or of one key, wait behind the first of them, above
-- after_seq, in their order; everything else flows.
CREATE TABLE blocked (
  id        uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
  topic     text        NOT NULL,
  key       uuid,
  after_seq bigint      NOT NULL,
  reason    text        NOT NULL,
  detail    text        NOT NULL,
  tries     int         NOT NULL DEFAULT 1,
  at        timestamptz NOT NULL DEFAULT now(),
  retry_at  timestamptz NOT NULL,
  CONSTRAINT blocked_topic_key_key UNIQUE NULLS NOT DISTINCT (topic, key)
);
COMMENT ON TABLE blocked IS 'owned';
CREATE INDEX blocked_retry_idx ON blocked (retry_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON blocked TO :"relay_role";
GRANT SELECT ON blocked TO :"checker_role";
