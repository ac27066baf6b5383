SELECT tenant_id, evidence_rules, readings FROM work_order WHERE false;
