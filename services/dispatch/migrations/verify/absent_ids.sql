SELECT 1 / count(*) FROM pg_constraint AS c JOIN pg_index AS i ON i.indexrelid = c.conindid
WHERE c.conname = 'work_order_step_key' AND i.indnullsnotdistinct;
