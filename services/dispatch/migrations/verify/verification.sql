SELECT tenant_id, verified_at FROM incident_member WHERE false;
