SELECT tenant_id, danger_at FROM work_order WHERE false;
