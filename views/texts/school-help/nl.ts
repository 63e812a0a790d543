/** Why did it fail? The shape of the other languages. A test holds that everything that can fail has its words here. */
export const nl = {
  title: "Waarom lukte het niet?",
  intro: "Op elke pagina waar iets misloopt, staat een code. Typ ze hier: je leest wat er is en wat je kan doen.",
  code: "Code",
  codeHint: "Vier tekens van de leerling, of acht zoals K7QM-3XPD.",
  ask: "Zoek op",
  shape: "Een code heeft vier of acht tekens. Klinkers en de cijfers 0, 1, 2, 5 en 8 zitten er nooit in.",
  unknown:
    "Deze code kennen we niet voor een leerling van deze school. Kijk ze na, of laat de leerling het opnieuw proberen: dan komt er een nieuwe.",
  whose: "Ligt bij",
  whoseNames: {
    pupil: "de leerling",
    school: "de school",
    application: "de makers van het leerprogramma",
    platform: "LeerID zelf",
  },
  next: "Wat nu?",
  pupil: "Leerling",
  application: "Leerprogramma",
  at: "Gebeurd op",
  nextTexts: {
    activate: "Geef de leerling een nieuw kaartje.",
    class: "Geef een nieuw geheim, of laat de leerling opnieuw proberen.",
    applications: "Een LeerID-beheerder kijkt na voor wie dit leerprogramma aanstaat.",
    roster: "Kijk de leerlingenlijst na.",
    staff: "Een LeerID-beheerder kijkt na welke rechten iemand heeft.",
    "try-again": "Laat het gewoon opnieuw proberen.",
    "check-name": "Leg de gebruikersnaam naast die in de lijst.",
    "tell-vendor": "Meld dit met de code aan de makers van het leerprogramma. Jij kan hier niets aan doen.",
    "tell-platform": "Meld dit met de code aan de helpdesk van LeerID.",
    wait: "Wacht even en probeer dan opnieuw.",
  },
  goTo: {
    activate: "Naar een nieuw kaartje",
    class: "Naar de klas",
    applications: "Naar de toepassingen",
    roster: "Naar de leerlingenlijst",
    staff: "Naar de collega's",
    "try-again": "Opnieuw",
    "check-name": "Naar de lijst met gebruikersnamen",
    "tell-vendor": "Melden",
    "tell-platform": "Melden",
    wait: "Opnieuw",
  },
  causes: {
    "name-unknown": {
      title: "Die gebruikersnaam bestaat niet",
      text: "Er werd een gebruikersnaam getypt die niemand heeft.",
    },
    "pupil-suspended": {
      title: "Dit LeerID staat stil",
      text: "Het LeerID van de leerling is stilgelegd. Niemand komt ermee binnen.",
    },
    renewed: {
      title: "Er is intussen een nieuw geheim",
      text: "De leerling kreeg na deze poging een nieuw kaartje of een nieuw geheim. Wat toen getypt werd, geldt niet meer.",
    },
    "never-activated": {
      title: "Deze leerling heeft nog geen kaartje",
      text: "Het LeerID bestaat, maar er is nog nooit een kaartje voor gemaakt.",
    },
    "card-expired": {
      title: "Het kaartje is te oud",
      text: "De leerling heeft een kaartje dat niet meer werkt.",
    },
    "card-mistyped": {
      title: "Wat er getypt werd, staat niet op het kaartje",
      text: "De leerling heeft een kaartje dat nog werkt, maar typte iets anders. Lees het samen na, of maak een nieuw kaartje.",
    },
    "secret-forgotten": {
      title: "Het geheim klopte niet",
      text: "De leerling typte enkele keren iets anders dan het eigen geheim. Misschien is het vergeten.",
    },
    "too-many-mistakes": {
      title: "Te vaak iets fout getypt",
      text: "Na te veel fouten moet de leerling een kwartier wachten. Je kan dat opheffen.",
    },
    "badge-unknown": {
      title: "Deze badge laat niemand binnen",
      text: "Ze is vervangen door een nieuwe, of ze is van niemand. Neem de nieuwste badge van de leerling, of maak een nieuwe.",
    },
    "pass-wrong": {
      title: "De code van de leerkracht klopte niet",
      text: "De leerling typte niet de zes cijfers die op het scherm van de leerkracht staan, of die waren al voorbij. Geef een nieuwe code.",
    },
    "left-empty": {
      title: "Er bleef iets leeg",
      text: "De leerling duwde op de knop voor alles ingevuld was. Deze code is altijd dezelfde.",
    },
    "name-mistyped": {
      title: "De gebruikersnaam is verkeerd getypt",
      text: "Er zit een tikfout in: zo ziet geen enkele gebruikersnaam eruit. Deze code is altijd dezelfde.",
    },
    "password-refused": {
      title: "Het nieuwe wachtwoord kon niet",
      text: "Het was te kort, te lang of te makkelijk te raden, of het stond er niet twee keer hetzelfde. Deze code is altijd dezelfde.",
    },
    "application-stopped": {
      title: "Dit leerprogramma is stilgelegd",
      text: "LeerID heeft het leerprogramma tijdelijk voor iedereen stilgelegd.",
    },
    "released-since": {
      title: "Dit leerprogramma staat intussen aan",
      text: "Toen de leerling het probeerde, mocht het nog niet. Nu wel.",
    },
    "not-this-pupil": {
      title: "Dit leerprogramma staat niet aan voor deze leerling",
      text: "De school heeft het aangezet, maar alleen voor bepaalde klassen of leerjaren.",
    },
    "not-released": {
      title: "De school gebruikt dit leerprogramma nog niet",
      text: "Er gaat niets naar een leerprogramma zolang de school het niet aanzet.",
    },
    "application-unknown": {
      title: "LeerID kent dit leerprogramma niet",
      text: "Het leerprogramma stelde zich voor met een naam die bij LeerID niet bestaat.",
    },
    "application-redirect": {
      title: "Het leerprogramma gaf een verkeerd adres op",
      text: "Het wilde de leerling na het aanmelden naar een adres sturen dat het niet bij LeerID heeft opgegeven.",
    },
    "application-request": {
      title: "Het leerprogramma vroeg het op een verkeerde manier",
      text: "Wat het leerprogramma aan LeerID vroeg, was niet in orde.",
    },
    "took-too-long": {
      title: "Het aanmelden duurde te lang",
      text: "De pagina stond te lang open, of de leerling ging terug naar een oude pagina.",
    },
    "signed-out": {
      title: "Er was niemand meer aangemeld",
      text: "Het aanmelden was voorbij toen er op een knop werd geduwd.",
    },
    "no-page": {
      title: "Die pagina is er niet",
      text: "Het adres is verkeerd getypt, of komt van een oude link.",
    },
    "odd-request": {
      title: "De knop kwam van een oude of een andere pagina",
      text: "De browser stuurde iets wat LeerID zo niet verwacht, bijvoorbeeld vanuit een bladwijzer.",
    },
    "too-large": {
      title: "Er werd te veel ineens gestuurd",
      text: "De tekst of het bestand was groter dan LeerID aanneemt.",
    },
    "not-for-this-person": {
      title: "Dit mag deze persoon niet",
      text: "De pagina hoort bij rechten die deze persoon hier niet heeft.",
    },
    roster: {
      title: "De leerlingenlijst kon niet doorgevoerd worden",
      text: "Er zat een fout in, of intussen is iets anders doorgevoerd.",
    },
    "changed-meanwhile": {
      title: "Het is intussen veranderd",
      text: "Wat op de pagina stond, bestaat niet meer zo, of bestaat al.",
    },
    busy: {
      title: "Het was heel druk",
      text: "Te veel leerlingen tegelijk. LeerID liet deze even wachten.",
    },
    unavailable: {
      title: "LeerID was er even niet",
      text: "De databank antwoordde niet. Dat ligt niet aan de leerling of de school.",
    },
    unexpected: {
      title: "Er ging iets mis bij LeerID",
      text: "Dat ligt niet aan de leerling, de school of het leerprogramma.",
    },
  },
};
export type HelpTexts = typeof nl;
