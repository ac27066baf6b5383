-- Verify hearth_contact:projections

SELECT tenant_id, uid, version FROM party WHERE false;
SELECT tenant_id, uid, version FROM incident WHERE false;
