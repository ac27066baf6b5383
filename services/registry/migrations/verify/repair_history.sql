SELECT tenant_id, work_order_id FROM repair_history WHERE false;
