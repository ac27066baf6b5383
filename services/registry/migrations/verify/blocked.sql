-- Verify hearth_registry:blocked

SELECT id, topic, key, after_seq, retry_at FROM blocked WHERE false;
