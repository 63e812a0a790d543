-- The file of a plan that waits, so that its columns can be corrected and it can be compared again. Sealed (AES-256-GCM) under a
-- key that is not in the database; gone when the plan is carried out, and after two days in any case.
create table roster_file (
  import_id uuid primary key references roster_import on delete cascade,
  -- for row-level security only; the import refers to the school
  school_id uuid not null,
  sealed bytea not null,
  kept_at timestamptz not null
);
create index roster_file_by_time on roster_file (kept_at);

-- What a person said of the columns of a file, for the next file with the same headers.
create table roster_columns (
  school_id uuid not null references school on delete cascade,
  -- HMAC of the line with the headers: where people stand instead of headers, it says nothing of them
  fingerprint bytea not null check (octet_length(fingerprint) = 32),
  -- field -> position in a line, from 0
  columns jsonb not null,
  saved_at timestamptz not null,
  primary key (school_id, fingerprint)
);

-- `columns`: nobody has said yet which column is the name or the class. `undone`: everything is as before the import.
alter table roster_import drop constraint roster_import_status_check;
alter table roster_import add constraint roster_import_status_check
  check (status in ('columns', 'planned', 'applying', 'applied', 'stale', 'undone'));
alter table roster_import
  -- when the last chunk was done: an import that stands still is taken up again
  add column progress_at timestamptz,
  add column undone_at timestamptz;
-- A bare digest of a short list can be guessed line by line; it is keyed from now on.
update roster_import set file_digest = null;

-- How another school wrote the name of a pupil who arrived: undoing writes it back.
alter table roster_row add column was jsonb;

alter table roster_file enable row level security;
alter table roster_columns enable row level security;
create policy platform on roster_file to leerid_platform using (true) with check (true);
create policy platform on roster_columns to leerid_platform using (true) with check (true);
create policy own_school on roster_file to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
create policy own_school on roster_columns to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
grant select, insert, update, delete on roster_file, roster_columns to leerid_platform, leerid_school;

-- A pupil who is removed takes these along: without an index each removal would read the whole table.
create index credential_of_pupil on credential (pupil_id);
create index class_pass_of_pupil on class_pass (pupil_id);

-- Undoing an import asks what of it is in use by now, also at other schools: of pupils who are enrolled here only, and only yes or no.
create function pupils_in_use(pupils uuid[], since timestamptz)
  returns table (pupil_id uuid, activated boolean, used boolean, elsewhere boolean, merged boolean)
  language sql stable security definer set search_path = public, pg_temp
  begin atomic
    select p.id,
      exists (select from credential c where c.pupil_id = p.id and c.created_at >= since),
      exists (select from pseudonym s where s.pupil_id = p.id and s.created_at >= since),
      exists (select from enrolment o where o.pupil_id = p.id and o.school_id <> all (app_school_ids())),
      p.merged_into is not null or exists (select from pupil_merge m where m.kept_id = p.id and m.split_at is null)
    from pupil p
    where p.id = any (pupils)
      and exists (select from enrolment e where e.pupil_id = p.id and e.school_id = any (app_school_ids()));
  end;
revoke all on function pupils_in_use(uuid[], timestamptz) from public;
grant execute on function pupils_in_use(uuid[], timestamptz) to leerid_school;

-- Staff can't remove a pupil, an enrolment or a national number. What an import made a while ago it may take back, as far as
-- nothing hangs on it: a pupil of this school alone who never had a secret; the enrolment of a pupil who is elsewhere too or
-- was here before; a number, of a pupil who is here.
create function take_back_pupils(school uuid, pupils uuid[]) returns setof uuid
  language sql security definer set search_path = public, pg_temp
  begin atomic
    delete from pupil p
    where p.id = any (pupils) and school = any (app_school_ids())
      and exists (select from enrolment e where e.pupil_id = p.id and e.school_id = school)
      and not exists (select from enrolment e where e.pupil_id = p.id and e.school_id <> school)
      and not exists (select from credential c where c.pupil_id = p.id)
      and not exists (select from pseudonym s where s.pupil_id = p.id)
      and not exists (select from pupil_merge m where p.id in (m.kept_id, m.other_id))
    returning p.id;
  end;
create function take_back_enrolments(school uuid, pupils uuid[]) returns setof uuid
  language sql security definer set search_path = public, pg_temp
  begin atomic
    delete from enrolment e
    where e.pupil_id = any (pupils) and e.school_id = school and school = any (app_school_ids()) and upper_inf(e.during)
      and exists (select from enrolment o where o.pupil_id = e.pupil_id and o.id <> e.id)
    returning e.pupil_id;
  end;
create function take_back_numbers(school uuid, pupils uuid[], hashes bytea[]) returns setof uuid
  language sql security definer set search_path = public, pg_temp
  begin atomic
    delete from national_number n using unnest(pupils, hashes) as r (pupil_id, hash)
    where n.hash = r.hash and n.pupil_id = r.pupil_id and school = any (app_school_ids())
      and exists (select from enrolment e where e.pupil_id = n.pupil_id and e.school_id = school)
    returning n.pupil_id;
  end;
revoke all on function take_back_pupils(uuid, uuid[]) from public;
revoke all on function take_back_enrolments(uuid, uuid[]) from public;
revoke all on function take_back_numbers(uuid, uuid[], bytea[]) from public;
grant execute on function take_back_pupils(uuid, uuid[]), take_back_enrolments(uuid, uuid[]), take_back_numbers(uuid, uuid[], bytea[])
  to leerid_school;
