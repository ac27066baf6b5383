CREATE TABLE item (
  tenant_id int  NOT NULL,
  id        int  NOT NULL,
  note      text NOT NULL DEFAULT '' CONSTRAINT item_note_check CHECK (note <> 'bad'),
  amount    int  NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
ALTER TABLE item FORCE ROW LEVEL SECURITY;
CREATE POLICY item_tenant ON item USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
GRANT SELECT, INSERT, UPDATE ON item TO :"app_role";
CREATE TABLE part (
  id      int PRIMARY KEY,
  item_id int CONSTRAINT part_item_id_fkey REFERENCES part (id) DEFERRABLE INITIALLY DEFERRED
);
GRANT SELECT, INSERT ON part TO :"app_role";
