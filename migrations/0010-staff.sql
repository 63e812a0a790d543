-- People who work for a school, a vendor or the platform. They hold no LeerID; how they sign in is in 0011.
create table staff (
  id uuid primary key default uuidv7(),
  given_name text not null check (given_name <> ''),
  family_name text not null check (family_name <> ''),
  email text not null,
  status text not null default 'active' check (status in ('active', 'suspended')),
  -- grows with every reset and suspension: sessions of an earlier one are dead
  generation integer not null default 1,
  created_at timestamptz not null
);
create unique index staff_by_email on staff (lower(email));

-- A role holds in one place. A person may have several.
create table staff_role (
  id uuid primary key default uuidv7(),
  staff_id uuid not null references staff on delete cascade,
  role text not null check (role in ('operator', 'group-admin', 'school-admin', 'teacher')),
  school_group_id uuid references school_group on delete cascade,
  school_id uuid references school on delete cascade,
  class_name text,
  granted_at timestamptz not null,
  granted_by text not null,
  check ((role = 'group-admin') = (school_group_id is not null)),
  check ((role in ('school-admin', 'teacher')) = (school_id is not null)),
  check ((role = 'teacher') = (class_name is not null))
);
create unique index one_role_in_one_place on staff_role (staff_id, role, school_group_id, school_id, class_name) nulls not distinct;
create index staff_role_of_school on staff_role (school_id) where school_id is not null;

alter table staff enable row level security;
alter table staff_role enable row level security;
create policy platform on staff to leerid_platform using (true) with check (true);
create policy platform on staff_role to leerid_platform using (true) with check (true);
create policy sign_in on staff for select to leerid_sign_in using (true);
create policy sign_in on staff_role for select to leerid_sign_in using (true);
create policy own_school on staff_role to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
create policy works_here on staff for select to leerid_school
  using (exists (select from staff_role r where r.staff_id = staff.id));
grant select, insert, update, delete on staff, staff_role to leerid_platform;
grant select on staff to leerid_school;
grant select, insert, delete on staff_role to leerid_school;
grant select on staff, staff_role to leerid_sign_in;
-- What a group admin may see are the schools of the group.
grant select (school_group_id) on school to leerid_sign_in;
grant select on school_group to leerid_sign_in;
