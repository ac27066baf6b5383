SELECT access_note FROM premise WHERE false;
