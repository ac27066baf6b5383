BEGIN;
DROP TABLE agreement, account, contact_point, contact_list, party, device, service_point, premise, network_node;
DROP SEQUENCE party_number_seq;
COMMIT;
