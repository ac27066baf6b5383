-- Revert hearth_contact:projections

BEGIN;
DROP TABLE incident_node, incident, work_order, network_node, agreement, service_point, premise, contact_point,
  party_contact, party;
COMMIT;
