"""The log of events that nobody can bend unseen: a chain of hashes, a Merkle tree over it, and signed checkpoints to keep.

:func:`seal` makes the next entry, :func:`verify_chain` names the first bad one, :func:`checkpoint_of` signs how long the log is and
which root it has, and :func:`audit` holds a log against the checkpoints that were kept of it. Entries come from any
:class:`EntrySource`: an export (:func:`open_export`, :func:`write_export`) or a database. :func:`prove_entry` proves one entry,
:func:`check_proof` checks that without the log.
"""

from sonae.auditlog.auditing import (
    AuditReport,
    CheckpointFinding,
    KeptCheckpoint,
    LogBrokenError,
    Verdict,
    audit,
    leaves_of,
)
from sonae.auditlog.canonical import canonical_json, check_plain
from sonae.auditlog.chain import Break, ChainReport, ClockStep, Flaw, verify_chain
from sonae.auditlog.checkpoint import Checkpoint, Tree, checkpoint_of, read_checkpoint, verify_checkpoint
from sonae.auditlog.entry import (
    NO_ENTRY,
    Entry,
    EntryLine,
    EntrySource,
    EventKinds,
    Head,
    entry_from_line,
    entry_line,
    event_kinds,
    seal,
)
from sonae.auditlog.export import (
    Export,
    add_checkpoint,
    lines_in,
    open_export,
    read_export,
    read_kept_checkpoint,
    write_export,
)
from sonae.auditlog.merkle import (
    CompactRange,
    MerkleTree,
    empty_root,
    leaf_hash,
    merkle_root,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from sonae.auditlog.note import (
    Note,
    PublicKey,
    Signer,
    cosigned,
    new_signer,
    public_key_from_text,
    read_note,
    read_public_keys,
    read_signer,
    signed_note,
    write_signer,
)
from sonae.auditlog.proof import EntryProof, ProofReport, check_proof, proof_from_text, prove_entry
from sonae.auditlog.sentence import Sentence

__all__ = [
    "NO_ENTRY", "AuditReport", "Break", "ChainReport", "Checkpoint", "CheckpointFinding", "ClockStep", "CompactRange", "Entry",
    "EntryLine", "EntryProof", "EntrySource", "EventKinds", "Export", "Flaw", "Head", "KeptCheckpoint", "LogBrokenError",
    "MerkleTree", "Note", "ProofReport", "PublicKey", "Sentence", "Signer", "Tree", "Verdict", "add_checkpoint", "audit",
    "canonical_json", "check_plain", "check_proof", "checkpoint_of", "cosigned", "empty_root", "entry_from_line", "entry_line",
    "event_kinds", "leaf_hash", "leaves_of", "lines_in", "merkle_root", "new_signer", "node_hash", "open_export", "proof_from_text",
    "prove_entry", "public_key_from_text", "read_checkpoint", "read_export", "read_kept_checkpoint", "read_note",
    "read_public_keys", "read_signer", "seal", "signed_note", "verify_chain", "verify_checkpoint", "verify_consistency",
    "verify_inclusion", "write_export", "write_signer",
]  # fmt: skip
