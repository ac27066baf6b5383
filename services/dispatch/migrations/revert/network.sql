BEGIN;
DROP TABLE service_point, network_node;
COMMIT;
