-- An administration package: the program in which a school keeps its pupils, and which may hand in the roster through the API. It is a
-- client of its own kind: no pupil ever signs in at it. Only its public keys are kept.
create table admin_package (
  id uuid primary key default uuidv7(),
  -- never that of an application, whose ids have no dash
  client_id text not null unique check (client_id ~ '^package-[a-z0-9]+$'),
  name text not null unique check (name <> ''),
  jwks_uri text,
  jwks jsonb,
  status text not null default 'active' check (status in ('active', 'suspended')),
  -- whatever was issued before this second is dead
  valid_from timestamptz not null,
  created_at timestamptz not null,
  check ((jwks_uri is null) <> (jwks is null))
);

-- What a school allowed a package: to do what, by whom, when. No row, no access.
create table admin_package_grant (
  id uuid primary key default uuidv7(),
  school_id uuid not null references school on delete cascade,
  package_id uuid not null references admin_package on delete cascade,
  scopes text[] not null check (
    cardinality(scopes) > 0 and scopes <@ array['roster.write', 'roster.read', 'activation.read']),
  granted_at timestamptz not null,
  granted_by text not null,
  withdrawn_at timestamptz
);
create unique index one_live_package_grant on admin_package_grant (school_id, package_id) where withdrawn_at is null;

-- Which plans a package made: it sees those, and no other of the school. Purged with them.
create table admin_package_plan (
  import_id uuid primary key references roster_import on delete cascade,
  package_id uuid not null references admin_package on delete cascade,
  -- for row-level security only; the import refers to the school
  school_id uuid not null
);

alter table admin_package_grant enable row level security;
alter table admin_package_plan enable row level security;
create policy platform on admin_package_grant to leerid_platform using (true) with check (true);
create policy platform on admin_package_plan to leerid_platform using (true) with check (true);
create policy sign_in on admin_package_grant for select to leerid_sign_in using (true);
create policy own_school on admin_package_grant to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
create policy own_school on admin_package_plan to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));

grant select, insert, delete on admin_package to leerid_platform;
grant update (name, jwks_uri, jwks, status, valid_from) on admin_package to leerid_platform;
grant select, insert, update, delete on admin_package_grant, admin_package_plan to leerid_platform;
grant select (id, name, status) on admin_package to leerid_school;
grant select, insert on admin_package_grant, admin_package_plan to leerid_school;
grant update (withdrawn_at) on admin_package_grant to leerid_school;
grant select on admin_package, admin_package_grant to leerid_sign_in;
