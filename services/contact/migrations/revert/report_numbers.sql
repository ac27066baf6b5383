-- Revert hearth_contact:report_numbers

BEGIN;
DROP TABLE report_number;
COMMIT;
