SELECT tenant_id, device FROM mutation_log WHERE false;
SELECT tenant_id, crew FROM crew_job WHERE false;
