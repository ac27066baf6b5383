SELECT tenant_id, work_order_id FROM work_order WHERE false;
SELECT tenant_id, crew FROM plan_stop WHERE false;
SELECT tenant_id, incident_id FROM incident WHERE false;
SELECT tenant_id, incident_id FROM incident_member WHERE false;
