// The link in an invitation holds a secret behind the "#", which browsers send to nobody. This takes it from the address bar and posts it.
const form = document.querySelector("[data-invitation]");
const takeFromAddress = () => {
  const token = location.hash.slice(1);
  if (token.length < 16) return;
  history.replaceState(null, "", location.pathname);
  form.elements.token.value = token;
  form.submit();
};
addEventListener("hashchange", takeFromAddress);
takeFromAddress();
