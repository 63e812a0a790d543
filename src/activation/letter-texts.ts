import { z } from "zod";
import { letterLocales } from "../lib/locale.ts";

export const LetterLocale = z.enum(letterLocales);
export type LetterLocale = z.infer<typeof LetterLocale>;

export type LetterTexts = {
  rightToLeft?: boolean;
  /** Title of the file, never with a name of anybody. */
  title: string;
  heading: string;
  /** Above the name of the pupil. */
  about: string;
  paragraphs: string[];
  /** Above the card. */
  card: string;
};

export const letterTexts: Record<LetterLocale, LetterTexts> = {
  nl: {
    title: "LeerID-brieven",
    heading: "Je kind krijgt een LeerID",
    about: "Voor de ouders van",
    paragraphs: [
      "Met een LeerID meldt je kind zich aan bij alle leerprogramma's van de school, met één gebruikersnaam en één geheim.",
      "Onderaan staat het kaartje van je kind. Knip het uit. Oefen het aanmelden één keer samen: het adres staat op het kaartje.",
      "Het geheim is van je kind alleen. Ook de leerkracht en de school zien het niet. Maak er geen foto van en zet het niet op het internet.",
      "Een leerprogramma ziet alleen wat de school heeft toegestaan. Elk programma kent je kind onder een ander nummer.",
      "Kaartje kwijt, of denk je dat iemand het geheim kent? Zeg het aan de leerkracht. Je kind krijgt een nieuw kaartje en het oude werkt dan niet meer.",
    ],
    card: "Het kaartje van je kind",
  },
  fr: {
    title: "Lettres LeerID",
    heading: "Votre enfant reçoit un LeerID",
    about: "Aux parents de",
    paragraphs: [
      "Avec un LeerID, votre enfant se connecte à tous les programmes de l'école, avec un seul nom d'utilisateur et un seul secret.",
      "La carte de votre enfant se trouve en bas. Découpez-la. Essayez une fois ensemble : l'adresse est sur la carte.",
      "Le secret appartient à votre enfant seul. Ni l'enseignant ni l'école ne le voient. N'en faites pas de photo et ne le mettez pas sur internet.",
      "Un programme ne voit que ce que l'école a permis. Chaque programme connaît votre enfant sous un autre numéro.",
      "Carte perdue, ou quelqu'un connaît le secret ? Dites-le à l'enseignant. Votre enfant reçoit une nouvelle carte et l'ancienne ne marche plus.",
    ],
    card: "La carte de votre enfant",
  },
  en: {
    title: "LeerID letters",
    heading: "Your child gets a LeerID",
    about: "To the parents of",
    paragraphs: [
      "With a LeerID your child signs in to all learning programs of the school, with one login name and one secret.",
      "Your child's card is at the bottom of this page. Cut it out. Try signing in together once: the address is on the card.",
      "The secret belongs to your child alone. Neither the teacher nor the school can see it. Take no photo of it and do not put it on the internet.",
      "A learning program sees only what the school has allowed. Each program knows your child under another number.",
      "Card lost, or does somebody know the secret? Tell the teacher. Your child gets a new card and the old one stops working.",
    ],
    card: "Your child's card",
  },
  uk: {
    title: "Листи LeerID",
    heading: "Ваша дитина отримує LeerID",
    about: "Батькам учня або учениці",
    paragraphs: [
      "З LeerID ваша дитина входить до всіх навчальних програм школи з одним ім'ям користувача та одним секретом.",
      "Картка вашої дитини внизу сторінки. Виріжте її. Спробуйте один раз увійти разом: адреса є на картці.",
      "Секрет належить лише вашій дитині. Його не бачать ні вчитель, ні школа. Не фотографуйте його і не публікуйте в інтернеті.",
      "Навчальна програма бачить лише те, що дозволила школа. Кожна програма знає вашу дитину під іншим номером.",
      "Картку загублено або хтось дізнався секрет? Скажіть учителю. Дитина отримає нову картку, а стара перестане діяти.",
    ],
    card: "Картка вашої дитини",
  },
  ar: {
    rightToLeft: true,
    title: "رسائل LeerID",
    heading: "يحصل طفلكم على LeerID",
    about: "إلى والدي",
    paragraphs: [
      "بواسطة LeerID يدخل طفلكم إلى كل برامج التعلم في المدرسة باسم مستخدم واحد وسر واحد.",
      "بطاقة طفلكم في أسفل الصفحة. قصوها وجربوا الدخول معا مرة واحدة: العنوان مكتوب على البطاقة.",
      "السر لطفلكم وحده. لا يراه المعلم ولا المدرسة. لا تصوروه ولا تنشروه على الإنترنت.",
      "لا يرى برنامج التعلم إلا ما سمحت به المدرسة. وكل برنامج يعرف طفلكم برقم مختلف.",
      "هل ضاعت البطاقة أو عرف أحد السر؟ أخبروا المعلم. يحصل طفلكم على بطاقة جديدة وتتوقف البطاقة القديمة عن العمل.",
    ],
    card: "بطاقة طفلكم",
  },
  tr: {
    title: "LeerID mektupları",
    heading: "Çocuğunuz bir LeerID alıyor",
    about: "Şu öğrencinin velisine",
    paragraphs: [
      "Çocuğunuz LeerID ile okulun bütün öğrenme programlarına tek bir kullanıcı adı ve tek bir gizli bilgiyle girer.",
      "Çocuğunuzun kartı sayfanın altındadır. Kesip çıkarın. Bir kez birlikte giriş yapmayı deneyin: adres kartın üzerindedir.",
      "Gizli bilgi yalnızca çocuğunuza aittir. Onu öğretmen de okul da görmez. Fotoğrafını çekmeyin ve internete koymayın.",
      "Bir program yalnızca okulun izin verdiğini görür. Her program çocuğunuzu başka bir numarayla tanır.",
      "Kart kayboldu mu ya da gizli bilgiyi başkası mı biliyor? Öğretmene söyleyin. Çocuğunuz yeni bir kart alır ve eskisi artık çalışmaz.",
    ],
    card: "Çocuğunuzun kartı",
  },
  pl: {
    title: "Listy LeerID",
    heading: "Twoje dziecko otrzymuje LeerID",
    about: "Do rodziców dziecka",
    paragraphs: [
      "Dzięki LeerID dziecko loguje się do wszystkich programów szkoły jedną nazwą użytkownika i jednym sekretem.",
      "Karta dziecka jest na dole strony. Proszę ją wyciąć. Warto raz zalogować się razem: adres jest na karcie.",
      "Sekret należy tylko do dziecka. Nie widzi go ani nauczyciel, ani szkoła. Proszę go nie fotografować ani nie umieszczać w internecie.",
      "Program widzi tylko to, na co pozwoliła szkoła. Każdy program zna dziecko pod innym numerem.",
      "Karta zginęła albo ktoś poznał sekret? Proszę powiedzieć nauczycielowi. Dziecko dostanie nową kartę, a stara przestanie działać.",
    ],
    card: "Karta dziecka",
  },
};
