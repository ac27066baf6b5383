SELECT tenant_id, change, change_id, network_version FROM plan WHERE false;
SELECT tenant_id, change FROM board_change WHERE false;
