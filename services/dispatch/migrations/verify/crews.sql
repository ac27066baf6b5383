SELECT tenant_id, plan_id FROM plan WHERE false;
SELECT tenant_id, code FROM crew WHERE false;
SELECT tenant_id, code FROM crew_shift WHERE false;
