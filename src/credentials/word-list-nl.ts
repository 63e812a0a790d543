/**
 * The words on a pupil's card: short, of every day, known to a child of seven, kind, spelled without accents.
 * Left out on purpose: names of people, bodies, weapons, drink, faith, politics, insults, words with a second meaning
 * that makes a class giggle, and what differs in one letter from, or sounds like, another word here: a child that
 * reads or hears a word only has to get it nearly right to know which one it is.
 */
export const wordListNl: readonly string[] = `
  aardbei aarde acteur adres afwas agenda ajuin akkoord album alfabet altijd amandel ananas anker anorak antenne
  appel applaus april arena armband asperge atelier atlas augurk auto avond azijn baai badeend badjas bagage
  bakker bal balie ballet ballon balpen bamboe banaan banier banjo baret basket beatbox bed bedlamp beek behang
  beige beker beleefd bellen benzine berg berging bergtop bericht bermuda bestek betalen bewaren bezem bezoek
  biet bij biljart biscuit bivak bizon blad blaffen blauw blazer bliksem blinken bloeien bloem blok bobslee
  bodem bonbon bongo bont bonus boom bord borstel bosbes boter boulder bouwen bowling bramen breien bretels
  brief bril broek brommer brons brood brownie brug bruisen buffel buggy bui buigen bumper bundel bureau burger
  burrito button buurman cabine cacao cactus cadeau cake camera camper camping canvas capsule caravan cashew
  cavia ceder cello cement cheeta chips choco chocola cijfer circus cirkel citroen clown coach cobra cola
  collage compost concert condor cookie corner cowboy coyote cracker cricket cupcake curling cursor cycloon
  dadel dagboek dak dakpan dakraam dammen dansen dapper darts decor deeg dekbed deken deksel den dertig deuntje
  deur deurbel diabolo diadeem diamant dicht dichter dijk diner dinsdag diploma distel dobber doelman dokter
  dolfijn domino donker donut dooi doorn douane douche draaien draak dragen drempel dribbel drie drijven droger
  dromen drone droog drop drukker drum drummer druppel dubbel duif duiken duizend dweil dynamo echo eend eerlijk
  egel eik eiland ekster elf emmer emoe emoji envelop erwt esdoorn etalage eten etiket etui fabriek falafel
  fanfare fazant feest ferry fiets film filter finale finish fitness fjord flat fluit fluweel fondue fonkel
  fontein forel fornuis fossiel foto friet fris frisbee frituur galerij galop game gans garage garen garnaal
  gazelle gazon gebouw gedicht gehakt gekko geluk gember geruit gestipt getal geven gevlekt gewei gezond gids
  giechel gieter gilet giraf gitaar glijden globe gnoom golf gom gondel gooien gordijn goud goudvis granen
  graniet grappig gras gratis greppel grijs grind grizzly groen groente groeten grot haan hagedis hagel halte
  hamster handbal handig hangar hangmat haring harp haven havik heelal hefboom heg heide helm helpen hemd hemel
  hendel herder herfst hert heuvel hitte hockey hoed hoekig hoepel hoeve hommel honderd honing honkbal hoodie
  hoog horizon horloge hotdog hotel houten huis hulst hummus husky hut hyena icoon iglo ijsbeer ijsje ijverig
  ijzer ijzig imker inkt inktvis insect jaar jaguar januari jeans jeep jojo jong judo juichen jukebox juli
  jungle jupiter jurk kaars kaartje kaatsen kabel kajak kaketoe kam kameel kamer kanaal kanarie kano kantine
  kantoor kapster kapstok karamel karate karper karting karton kassa kast kasteel katoen katrol kauwgom kelder
  kennel kermis ketchup ketel ketting keuken kievit kiezel kijker kilo kiosk kitten klaar klappen klas klaver
  klei kleur kleurig kleuter klif klimaat klimmen klimop klink klinker klomp kloof kluwen knabbel kneden knijper
  knikker knipoog knippen knoei knop knuffel knutsel koala koekje koerier koets koffer koken kolibri komeet
  komma kompas kompres konijn kool koper kopje koplamp koprol koraal korf korfbal korst kostuum kraan krab
  kracht krant krater kreeft kreek krekel krijt kring kristal kroket krokus kroon kruik kruipen krukje krul
  kubus kudde kuip kussen kwaken kwark kwartel kwiek lachen ladder lade lading laken lamp lampion lang laptop
  lasagne laser lasso lava lawine leeuw legende legging lepel letter leuk leuning lezen libel lichtje lied lift
  lijn lijnbus limoen liniaal links linze liter lokaal loket lolly loods look lopen lotus lucht luid luister
  lunch lus lynx maaier maand maandag maatje magisch magma magneet maillot mais mammoet manege mango mantel
  mapje markt marter masker mat match matras matroos melk melkweg melodie meloen memory mengen meteoor metro
  miauwen middag mier mikado miljoen minibus minuut mist mistig modder moedig moeras moes molen moment monteur
  morgen mosterd motor mouw muesli muffin mug mummie munt museum musical muur muziek naald nacho narcis natuur
  nemen nest nevel nietjes nieuw niezen noorden nougat nummer oase ochtend octopus oefenen oever okapi oktober
  olie oliebol olijf omelet omslag ontbijt oogst oorbel oorworm oosten opera oranje orgel origami orka orkaan
  orkest otter ovaal oven overall paard pagina pakket palet paling panda panini panter pap papaja papier paprika
  parade paraplu parasol parel parka parkiet parkour passer pasta pastel pauw pedaal peddel pegasus penseel
  peper perk perron perzik pet pianist piano pienter piepen pijltje piloot pincet pion pionier piraat piste
  pitta pizza plafond plakken planeet plank plantje plastic plein plezant plezier ploeg plonzen plooi pluizig
  podium poedel poel poema poetsen polka pompoen poncho pony poort popcorn portaal portier poster potlood potvis
  praline praten prei prins prinses printer prisma proefje proeven publiek pudding punaise puntig puntje puppy
  puree puzzel pyjama python quiz raadsel raam race radijs radio radslag rails raket ranch rapport rasp ratel
  ravijn ravioli recept recht redder refrein refter regen reiger reistas reizen rek rekenen rendier rennen
  reptiel reserve reus riem rietje rif rijden rijst ritme rits rivier robot rodeo roeien roer rollen rolluik
  roltrap rond rotonde roze rozijn rugby rugzak ruimen ruimte ruit ruiter rups rusten rustig ruw safari saffier
  salon salsa salto samba samen sandaal sappig sardine saus savanne schaap schaduw schaken schat schelp schepje
  scherm schets schip schoen schol schors schotel schouw schrift schrijf schroef schuim schuur scooter score
  seconde seizoen serie servet sesam sfinx shampoo shoarma siesta signaal sinaas sjaal skates skelter ski slager
  slak slalom slee sleutel sliert slijper slim slinger slot sluipen sluis slurf smelten smid smullen snavel
  sneaker sneeuw snoeien snoek snorkel snurken soep sofa softbal sok soms sorbet spaak spade spagaat spatten
  specht speels spel spetter spiegel spijker spin spiraal spons spoor spreeuw sprint spruit squash stal stapel
  stappen start station steen steiger stekker stempel stengel steppe ster sterren sticker stift stilte stip
  stoel straat straks stralen strand streep strik stro stroop student studio stukje stuur stuwdam suiker super
  surfen sushi sweater taart tablet taco tafel tandem tangram tapijt tapir tas taxi teckel teddy telraam tennis
  tent termiet terras teugel theater thee theepot thermos ticket tien tiener tijger tijm tikken tillen tissue
  titel tjilpen toast toaster tobbe toekan toerist toestel toeter toffee tofu tol tomaat tombola toneel toren
  tornado tosti tractor trainer tram trein trekker tribune trofee trolley trommel trompet tropen trots tuba tuin
  tuinman tulp tunnel turbine turnen tutu twaalf twijg twintig ufo uil uitstap vaas vacht valk vallei vandaag
  vangen vanille veer veld venkel venster ventiel veranda verf verfpot verhaal vertrek verven veulen vijl vijver
  villa vilt vinden vink viool visnet visser vitrine vlag vlek vleugel vlieg vlieger vlijtig vlinder vloer
  voeder voetbal vogel volume vork vormpje vos vrede vreugde vriend vriezer vrolijk vuilbak vulkaan vulpen
  wachten wagen walnoot wals want warm wasbak wasbeer wasmand wassen weekend wekker wens wereld wesp westen
  wezel wiegen wiel wijs wilg wimpel wind winkel winnaar winnen wissel witlof wolk wollig wombat woord wortel
  wrap yoga yoghurt zaag zaaien zakdoek zaklamp zalm zand zandbak zanger zebra zeef zeehond zeekoe zeester
  zeewier zeil zender zes zijde zijspan zilver zingen zitzak zoeken zolder zomer zon zondag zonnig zout zuiden
  zuurtje zwaan zwabber zwaluw zwembad zwemmen zwerm zweven
`
  .trim()
  .split(/\s+/);
