SELECT tenant_id, import_id FROM import WHERE false;
SELECT tenant_id, import_id FROM import_file WHERE false;
SELECT tenant_id, import_id FROM import_row WHERE false;
SELECT tenant_id, import_id FROM import_refusal WHERE false;
