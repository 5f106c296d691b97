<%!
    def body(written):
        """Without Alembic's own remarks."""
        return "\n".join(line for line in (written or "pass").splitlines() if "# ###" not in line).strip()
%>"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import services.db
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades | body}


def downgrade() -> None:
    ${downgrades | body}
