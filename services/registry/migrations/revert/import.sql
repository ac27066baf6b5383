BEGIN;
DROP TABLE import_refusal, import_row, import_file, import;
COMMIT;
