"""Views in the SQLite file, for the questions that analysts ask first."""

from collections.abc import Mapping

VIEWS: Mapping[str, tuple[str, str]] = {
    "claims_by_speaker": (
        "Who says what: a row for each speaker of each claim, with names instead of ids.",
        """
SELECT claims.id AS claim, actors.name AS speaker_name, actors.kind AS speaker_kind, claims.text, claims.kind,
  claims.modality, claims.polarity, claims.author_stance, claims.said, claims.about, sources.title AS source_title,
  sources.issued, claim_speakers.actor AS speaker, claims.source
FROM claim_speakers
JOIN claims ON claims.id = claim_speakers.claim
JOIN actors ON actors.id = claim_speakers.actor
JOIN sources ON sources.id = claims.source
""",
    ),
    "proofs": (
        "The words that prove each claim and each grievance, and the sentence in which they begin.",
        """
SELECT 'claim' AS record_type, claims.id AS record, claims.text, claims.source, exact, paragraph, sentence,
  char_start, char_end
FROM claim_quotes JOIN claims ON claims.id = claim_quotes.claim
UNION ALL
SELECT 'grievance', grievances.id, grievances.text, grievances.source, exact, paragraph, sentence, char_start, char_end
FROM grievance_quotes JOIN grievances ON grievances.id = grievance_quotes.grievance
""",
    ),
    "grievances_by_pair": (
        "Who holds how much against whom; target is null where the text names nobody.",
        """
SELECT holders.name AS holder_name, targets.name AS target_name, count(*) AS grievances,
  max(grievances.intensity) AS gravest, grievances.holder, grievances.target
FROM grievances
JOIN actors AS holders ON holders.id = grievances.holder
LEFT JOIN actors AS targets ON targets.id = grievances.target
GROUP BY grievances.holder, grievances.target
""",
    ),
    "arguments": (
        "Each relation with the words of both ends: read “from, type, to”.",
        """
SELECT coalesce(from_claims.text, from_grievances.text) AS from_text, relations.type,
  coalesce(to_claims.text, to_grievances.text) AS to_text, relations.marker, relations.from_type, relations.from_id,
  relations.to_type, relations.to_id, relations.source
FROM relations
LEFT JOIN claims AS from_claims ON from_claims.id = relations.from_id AND relations.from_type = 'claim'
LEFT JOIN grievances AS from_grievances
  ON from_grievances.id = relations.from_id AND relations.from_type = 'grievance'
LEFT JOIN claims AS to_claims ON to_claims.id = relations.to_id AND relations.to_type = 'claim'
LEFT JOIN grievances AS to_grievances ON to_grievances.id = relations.to_id AND relations.to_type = 'grievance'
""",
    ),
    "coverage": (
        "Each sentence with its words, where they may be shown, and how many claims quote from it.",
        """
SELECT sentences.source, sentences.sentence, sentences.paragraph,
  substr(texts.text, sentences.char_start + 1, sentences.char_end - sentences.char_start) AS words,
  (SELECT count(DISTINCT claim_quotes.claim)
   FROM claims JOIN claim_quotes ON claim_quotes.claim = claims.id
   WHERE claims.source = sentences.source AND claim_quotes.char_start < sentences.char_end
     AND claim_quotes.char_end > sentences.char_start) AS claims,
  sentences.reason
FROM sentences LEFT JOIN texts ON texts.source = sentences.source
""",
    ),
}
"""Each view by name: what it shows, and its SELECT."""
