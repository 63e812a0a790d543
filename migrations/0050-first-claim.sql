-- Since when a school claims a number of a pupil. Who claimed it first is asked first and stays: a record that somebody has had for years
-- must not come before a child's own by being given the child's number today. Ids that the database draws are in the order of time.
-- The version before can run beside this one.

alter table enrolment add column number_since uuid, add column former_number_since uuid;
update enrolment set number_since = id, former_number_since = id;

create function note_claim() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    new.number_since := coalesce(new.number_since, new.id);
    new.former_number_since := coalesce(new.former_number_since, new.id);
    return new;
  end if;
  -- a merge takes the moments along, and a split puts them back; no school may write them
  if new.number_hash is not null and new.number_since is not distinct from old.number_since then
    new.number_since := case new.number_hash
      when old.number_hash then old.number_since
      when old.former_number_hash then old.former_number_since
      else uuidv7() end;
  end if;
  if new.former_number_hash is not null and new.former_number_since is not distinct from old.former_number_since then
    new.former_number_since := case new.former_number_hash
      when old.former_number_hash then old.former_number_since
      when old.number_hash then old.number_since
      else uuidv7() end;
  end if;
  return new;
end $$;
create trigger note_claim before insert or update of number_hash, former_number_hash on enrolment
  for each row execute function note_claim();

-- Since when a number is claimed of a pupil that is claimed of another one, too.
create function claimed_since(pupil uuid, other uuid) returns uuid
  language sql stable security definer set search_path = public, pg_temp as $$
  select c.since
  from enrolment e
  cross join lateral (values
    (e.number_hash, e.number_since),
    (case when e.former_number_bis then e.former_number_hash end, e.former_number_since)) c (hash, since)
  where e.pupil_id = $1 and c.hash in (select claims_of($2))
  order by c.since limit 1;
$$;
revoke all on function claimed_since(uuid, uuid), note_claim() from public;
grant execute on function claimed_since(uuid, uuid) to leerid_platform;

-- The last year group that a school has is that of the school year that is over, also when its pupils were let go before, or are at
-- another school by now: else the year below would be the last one.
create index enrolment_ever_of_school on enrolment (school_id);
create or replace function is_outlived(enrolment, today date) returns boolean
  language sql stable security definer set search_path = public, pg_temp as $$
  select $1.year_group is not null
    and lower($1.during) < y.start
    and not exists (
      select from class_membership m join class_group g on g.id = m.class_group_id
      where m.pupil_id = $1.pupil_id and g.school_id = $1.school_id and g.school_year >= y.name)
    and not exists (
      select from enrolment o
      where o.school_id = $1.school_id and o.during && daterange((y.start - interval '1 year')::date, null)
        and (array_position(array['kleuter', 'lager', 'secundair'], o.level), coalesce(o.year_group, 0))
          > (array_position(array['kleuter', 'lager', 'secundair'], $1.level), $1.year_group::integer))
  from (
    select make_date(s.year, 9, 1) as start, s.year || '-' || s.year + 1 as name
    from (select extract(year from today)::int - (extract(month from today) < 9)::int as year) s) y;
$$;
