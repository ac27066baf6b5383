BEGIN;
DROP TABLE incident_member, incident, plan_stop, work_order;
COMMIT;
