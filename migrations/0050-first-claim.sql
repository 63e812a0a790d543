-- Since when a school claims a number of a pupil. Who claimed it first is asked first and stays: a record that somebody has had for years
-- must not come before a child's own by being given the child's number today. Ids that the database draws are in the order of time.
-- The version before can run beside this one.

alter table enrolment add column number_since uuid, add column former_number_since uuid;
update enrolment set number_since = id, former_number_since = id;

create function note_claim() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    new.number_since := new.id;
    new.former_number_since := new.id;
    return new;
  end if;
  new.number_since := case new.number_hash
    when old.number_hash then old.number_since
    when old.former_number_hash then old.former_number_since
    else uuidv7() end;
  new.former_number_since := case new.former_number_hash
    when old.former_number_hash then old.former_number_since
    when old.number_hash then old.number_since
    else uuidv7() end;
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
