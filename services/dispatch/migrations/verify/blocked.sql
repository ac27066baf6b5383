-- Verify hearth_dispatch:blocked

SELECT id, topic, key, after_seq, retry_at FROM blocked WHERE false;
