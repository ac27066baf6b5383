-- Verify hearth_contact:editions

SELECT calendar_edition FROM clock WHERE false;
