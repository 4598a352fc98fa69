"""The words that sample data are made of. Some need care on their way to a client: quotes, backslashes, other scripts."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GENRES: Final[dict[str, str | None]] = {
    "Rock": None,
    "Jazz": None,
    "Electronic": None,
    "Classical": None,
    "Folk": None,
    "Hip-Hop": None,
    "Soul & Funk": None,
    "Pop": None,
    "Metal": "Rock",
    "Punk": "Rock",
    "Indie Rock": "Rock",
    "Post-Rock": "Rock",
    "Krautrock": "Rock",
    "Doom Metal": "Metal",
    "Black Metal": "Metal",
    "Post-Punk": "Punk",
    "Bebop": "Jazz",
    "Free Jazz": "Jazz",
    "Jazz Fusion": "Jazz",
    "Techno": "Electronic",
    "House": "Electronic",
    "Ambient": "Electronic",
    "Drum 'n' Bass": "Electronic",
    "Minimal Techno": "Techno",
    "Deep House": "House",
    "Dark Ambient": "Ambient",
    "Baroque": "Classical",
    "Minimalism": "Classical",
    "Opera": "Classical",
    "Americana": "Folk",
    "Chanson française": "Folk",
    "Fado": "Folk",
    "Boom Bap": "Hip-Hop",
    "Trap": "Hip-Hop",
    "Northern Soul": "Soul & Funk",
    "Afrobeat": "Soul & Funk",
    "Synth-Pop": "Pop",
    "City Pop (シティポップ)": "Pop",
}

# the first names of their tables: hits, and what breaks careless code
ARTISTS: Final = (
    "The Velvet Harbour",
    "Sigrún Ösp Jónsdóttir",
    "O'Malley's Ghost",
    'The "Quoted" Ones',
    "Back\\Slash",
    "東京サイレンス",
    "Мумий Оркестр",
    "Señor Coconut's Nephew",
    "50% Off",
    "under_score",
    "🎷 Quartet",
    "Żółta Łódź",
)
TITLES: Final = (
    "Everything, Slowly",
    "Don't Look Down",
    'Songs from "The Attic"',
    "C:\\Music\\Untitled",
    "100% Cotton",
    "Über den Dächern",
    "夜の電車",
    "Café Noir; or, The Long Night",
    "</script><b>Loud</b>",
    "Line\nBreak",
)

ADJECTIVES: Final = _words(
    "Amber Ancient Blind Brazen Broken Burning Cobalt Crooked Dancing Distant Drowned Electric Empty Endless Faded Feral "
    "Frozen Gentle Gilded Golden Hollow Hungry Idle Invisible Ivory Jagged Kind Lonely Lost Lunar Midnight Northern Pale "
    "Paper Patient Quiet Restless Rusted Sacred Scarlet Second Secret Silent Silver Sleeping Slow Southern Strange Sunken "
    "Tender Tidal Velvet Violet Wandering Western Wild Winter"
)
NOUNS: Final = _words(
    "Animal Anthem Arrow Atlas Avenue Beacon Bell Bird Bridge Canyon Cathedral Choir City Cloud Compass Crown Dawn Desert "
    "Engine Ember Falcon Field Fire Forest Fountain Garden Ghost Harbour Heart Horizon Island Kingdom Lantern Letter Light "
    "Machine Meadow Mirror Monument Moon Motel Mountain Oracle Orchard Palace Parade Pilot Planet Radio Raven River Satellite "
    "Season Shadow Signal Sparrow Station Stone Storm Telephone Temple Theatre Thunder Tiger Tower Train Valley Window Wolf"
)
FIRST_NAMES: Final = _words(
    "Ada Aiko Amélie Anton Beatriz Björn Bruno Carmen Chloé Dmitri Elena Emeka Fatima Finn Giulia Hana Hugo Ines Ivan Jana "
    "João Jürgen Kofi Lars Leïla Lucía Mads Maren Mateo Mei Nadia Niamh Noor Olga Oskar Paula Pedro Priya Rafał René Rosa "
    "Saoirse Sofia Sven Tariq Thùy Tomás Ursula Viktor Wanda Xavier Yara Yusuf Zoë Łukasz"
)
LAST_NAMES: Final = _words(
    "Abebe Almeida Andersson Bakker Bianchi Brandt Castillo Černý Dubois D'Angelo Eriksen Fernández Fischer García Haddad "
    "Hansen Ito Jansen Kaya Kim Kowalska Laurent Lindqvist MacLeod Martins Mbeki Meyer Moreau Müller Nakamura Novák Nguyễn "
    "O'Brien Okafor Papadopoulos Petrov Rossi Sánchez Schmidt Silva Smith Söderberg Tanaka Ünal Vargas Virtanen Weber "
    "Wójcik Yamamoto Zhang"
)
STREETS: Final = (
    "Harbour Street",
    "Rue de l'Église",
    "Lindenstraße",
    "Via Roma",
    "Calle Mayor",
    "Łąkowa",
    "Kungsgatan",
)
CITIES: Final = ("Rotterdam", "Besançon", "Köln", "Torino", "Málaga", "Łódź", "Göteborg", "Zürich", "Cork", "Leeds")
COUNTRIES: Final = ("DE", "GB", "FR", "NL", "US", "IT", "ES", "PL", "SE", "JP", "IE", "CH", "PT", "BR", "IS")
COLOURS: Final = ("black", "transparent", "oxblood", "sea-green marbled", "white", "smoke")
IMPRINTS: Final = ("Records", "Recordings", "Discs", "Tapes", "Sound", "Music")

OPINIONS: Final = (
    (
        "Not for me, sadly.",
        'The pressing crackles through all of side B. "Audiophile", they said.',
        "Arrived bent. The music didn't help.",
    ),
    (
        "Two good songs and a lot of waiting.",
        "I wanted to like it more than I do.",
        "Their last one was better.",
    ),
    (
        "Solid, no surprises.",
        "Grew on me after a week.",
        "Fine on the train, less so at home.",
    ),
    (
        "Lovely sleeve, lovelier record.",
        "Can't stop humming the third track.",
        "Très bon disque, un peu court.",
    ),
    (
        "A masterpiece. Buy two, give one away.",
        "素晴らしいアルバム!",
        "Best thing I've heard all year; 10/10 ❤",
        "My father would have cried.\nI did.",
    ),
)
WISHES: Final = ("for Mum's birthday", "when it is on sale", "the red one", "zum Geburtstag")
CUSTOMER_NOTES: Final = (
    "Please leave it with the neighbours.",
    "It's a gift: no invoice inside!",
    "Bitte knickfrei verpacken.",
)
STAFF_NOTES: Final = (
    "Paid by bank transfer.",
    "Called twice, no answer.",
    'Customer says "damaged corner"; sent a new one.',
)
BIOGRAPHIES: Final = (
    "Met at school and never stopped rehearsing.",
    "Recorded everything in a kitchen. It shows, in the best way.",
    "Splits its time between two cities & three bands.",
    "Née à Lyon, vit à Montréal.",
)
