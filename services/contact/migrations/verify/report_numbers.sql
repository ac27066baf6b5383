-- Verify hearth_contact:report_numbers

SELECT tenant_id, number, request, created_at FROM report_number WHERE false;
