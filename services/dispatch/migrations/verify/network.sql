SELECT tenant_id, node_id FROM network_node WHERE false;
SELECT tenant_id, service_point_id FROM service_point WHERE false;
