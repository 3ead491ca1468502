//! Invented names, twenty first and twenty last names for each site: enough for four hundred people a site.

/// First and last names that are common around one site.
#[derive(Debug)]
pub struct Names {
    /// First names.
    pub first: [&'static str; 20],
    /// Last names.
    pub last: [&'static str; 20],
}

/// Around Bremen.
pub const BREMEN: Names = Names {
    first: [
        "Meike", "Tjark", "Svenja", "Onno", "Wiebke", "Hauke", "Imke", "Enno", "Frauke", "Jasper", "Silke", "Cem",
        "Dörte", "Malik", "Antje", "Lasse", "Nesrin", "Ubbo", "Heike", "Thilo",
    ],
    last: [
        "Harms", "Ahlers", "Behrens", "Cordes", "Dierks", "Eilers", "Frerichs", "Gerdes", "Hinrichs", "Janßen",
        "Kröger", "Lüers", "Meinders", "Nannen", "Oltmanns", "Pohl", "Renken", "Siefken", "Tammen", "Yıldız",
    ],
};

/// Around Lisbon.
pub const LISBON: Names = Names {
    first: [
        "Inês",
        "Tomás",
        "Leonor",
        "Duarte",
        "Matilde",
        "Afonso",
        "Beatriz",
        "Gonçalo",
        "Carolina",
        "Vasco",
        "Margarida",
        "Simão",
        "Joana",
        "Nuno",
        "Teresa",
        "Salvador",
        "Filipa",
        "Xavier",
        "Benedita",
        "Jaime",
    ],
    last: [
        "Abrantes", "Barroso", "Caeiro", "Dourado", "Esteves", "Faria", "Guedes", "Horta", "Infante", "Lobato",
        "Machado", "Nogueira", "Outeiro", "Peixoto", "Queiroz", "Ramalho", "Seabra", "Tavares", "Valadão", "Zarco",
    ],
};

/// Around Boston.
pub const BOSTON: Names = Names {
    first: [
        "Renee", "Marcus", "Siobhan", "Terrence", "Paloma", "Elliot", "Keisha", "Brendan", "Yolanda", "Dwight",
        "Maeve", "Andre", "Lorraine", "Caleb", "Ximena", "Roscoe", "Tamsin", "Everett", "Noor", "Gideon",
    ],
    last: [
        "Abernathy",
        "Beckford",
        "Callahan",
        "Dupree",
        "Ellsworth",
        "Fontaine",
        "Granger",
        "Holloway",
        "Ibarra",
        "Jessup",
        "Kowalczyk",
        "Lockhart",
        "Mulvaney",
        "Nakata",
        "Okafor",
        "Pruitt",
        "Quintero",
        "Rosario",
        "Stovall",
        "Winslow",
    ],
};

/// Around Bengaluru.
pub const BENGALURU: Names = Names {
    first: [
        "Kavya", "Rohan", "Nandini", "Vikram", "Lakshmi", "Suresh", "Meera", "Aditya", "Shruti", "Karthik", "Divya",
        "Imran", "Pooja", "Harish", "Sneha", "Naveen", "Farah", "Ganesh", "Rekha", "Varun",
    ],
    last: [
        "Acharya",
        "Bhat",
        "Chandran",
        "D’Souza",
        "Gowda",
        "Hegde",
        "Iyer",
        "Joshi",
        "Kamath",
        "Lobo",
        "Murthy",
        "Nair",
        "Patil",
        "Qureshi",
        "Reddy",
        "Shetty",
        "Thomas",
        "Upadhya",
        "Varma",
        "Yadav",
    ],
};

/// Around Singapore.
pub const SINGAPORE: Names = Names {
    first: [
        "Hui Min",
        "Kok Leong",
        "Siti",
        "Jia Hao",
        "Priscilla",
        "Arif",
        "Mei Xuan",
        "Boon Teck",
        "Nurul",
        "Zhi Wei",
        "Cheryl",
        "Faizal",
        "Li Ting",
        "Ravi",
        "Serene",
        "Kai Xiang",
        "Aishah",
        "Desmond",
        "Pei Shan",
        "Yusof",
    ],
    last: [
        "Ang", "Chua", "Foo", "Heng", "Iskandar", "Kwek", "Lau", "Mok", "Ng", "Ong", "Pillai", "Quek", "Rahman",
        "Seah", "Tay", "Uthman", "Wee", "Yeo", "Zainal", "Koh",
    ],
};

/// The name as the local part of an address: lower case ASCII, dots between the words.
pub fn local_part(name: &str) -> String {
    name.to_lowercase().chars().filter_map(plain).collect()
}

fn plain(letter: char) -> Option<&'static str> {
    const ASCII: &str = "abcdefghijklmnopqrstuvwxyz";
    Some(match letter {
        ' ' => ".",
        'ä' => "ae",
        'ö' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'ı' => "i",
        'ã' | 'á' | 'â' => "a",
        'ç' => "c",
        'é' | 'ê' => "e",
        'õ' | 'ó' => "o",
        _ => return ASCII.find(letter).and_then(|at| ASCII.get(at..=at)),
    })
}
