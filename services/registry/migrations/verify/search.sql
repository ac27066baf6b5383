SELECT tenant_id, token, noun, id FROM search_token WHERE false;
