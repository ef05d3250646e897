-- One name for one service account of an organization, whatever the case. Those that share one until now are told apart by their age.
UPDATE members m SET name = m.name || ' (' || n.nth || ')'
  FROM (SELECT organization_id, id, row_number() OVER (PARTITION BY organization_id, lower(name) ORDER BY created_at, id) AS nth
        FROM members WHERE kind = 'service_account' AND status IN ('active', 'suspended')) n
  WHERE n.organization_id = m.organization_id AND n.id = m.id AND n.nth > 1;
CREATE UNIQUE INDEX service_account_name ON members (organization_id, lower(name)) WHERE kind = 'service_account' AND status IN ('active', 'suspended');
