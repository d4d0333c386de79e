from django.urls import URLPattern, URLResolver, path

from emissions.views import balance, balance_entry, balance_parts, line_import, measure, review, scope3, target

app_name = "emissions"

OWN = "mein-bereich/<slug:slug>/"
OFFICE = "geschaeftsstelle/"

urlpatterns: list[URLPattern | URLResolver] = [
    # mein-bereich/<slug>/bilanzen/
    path(f"{OWN}bilanzen/", balance.balance_list, name="balance_list"),
    path(f"{OWN}bilanzen/neu/", balance.balance_begin, name="balance_begin"),
    path(f"{OWN}bilanzen/<int:year>/", balance.balance_detail, name="balance_detail"),
    path(f"{OWN}bilanzen/<int:year>/bearbeiten/", balance_entry.balance_edit, name="balance_edit"),
    path(f"{OWN}bilanzen/<int:year>/pruefen/", balance.balance_check, name="balance_check"),
    path(f"{OWN}bilanzen/<int:year>/einreichen/", balance.balance_submit, name="balance_submit"),
    path(f"{OWN}bilanzen/<int:year>/eingereicht/", balance.balance_receipt, name="balance_receipt"),
    path(f"{OWN}bilanzen/<int:year>/zuruecknehmen/", balance.balance_withdraw, name="balance_withdraw"),
    path(f"{OWN}bilanzen/<int:year>/korrigieren/", balance.balance_correct, name="balance_correct"),
    path(f"{OWN}bilanzen/<int:year>/vertraege/", balance_parts.contract_list, name="contract_list"),
    path(
        f"{OWN}bilanzen/<int:year>/vertraege/<int:pk>/loeschen/", balance_parts.contract_remove, name="contract_remove"
    ),
    path(
        f"{OWN}bilanzen/<int:year>/vertraege/<int:pk>/nachweis/",
        balance_parts.contract_evidence,
        name="contract_evidence",
    ),
    path(f"{OWN}bilanzen/<int:year>/nachweis/", balance_parts.balance_evidence, name="balance_evidence"),
    path(f"{OWN}bilanzen/<int:year>/scope-3/", scope3.scope3, name="scope3"),
    path(f"{OWN}bilanzen/<int:year>/scope-3/<int:number>/", scope3.scope3_category, name="scope3_category"),
    path(
        f"{OWN}bilanzen/<int:year>/scope-3/<int:number>/<int:pk>/loeschen/",
        scope3.scope3_line_remove,
        name="scope3_line_remove",
    ),
    path(f"{OWN}bilanzen/<int:year>/weitere-angaben/", balance_parts.balance_further, name="balance_further"),
    path(f"{OWN}bilanzen/<int:year>/zertifikate/", balance_parts.credit_list, name="credit_list"),
    path(f"{OWN}bilanzen/<int:year>/zertifikate/<int:pk>/loeschen/", balance_parts.credit_remove, name="credit_remove"),
    path(f"{OWN}bilanzen/<int:year>/import/", line_import.line_import_start, name="line_import_start"),
    path(f"{OWN}bilanzen/<int:year>/import/vorlage/", line_import.line_import_template, name="line_import_template"),
    path(f"{OWN}bilanzen/<int:year>/import/<int:pk>/", line_import.line_import, name="line_import"),
    path(
        f"{OWN}bilanzen/<int:year>/import/<int:pk>/bericht/", line_import.line_import_report, name="line_import_report"
    ),
    path(
        f"{OWN}bilanzen/<int:year>/import/<int:pk>/uebernehmen/", line_import.line_import_take, name="line_import_take"
    ),
    path(
        f"{OWN}bilanzen/<int:year>/import/<int:pk>/rueckgaengig/", line_import.line_import_undo, name="line_import_undo"
    ),
    path(
        f"{OWN}bilanzen/<int:year>/import/<int:pk>/abbrechen/",
        line_import.line_import_cancel,
        name="line_import_cancel",
    ),
    # mein-bereich/<slug>/ziele/
    path(f"{OWN}ziele/", target.target_list, name="target_list"),
    path(f"{OWN}ziele/neu/", target.target_add, name="target_add"),
    path(f"{OWN}ziele/<int:pk>/", target.target_detail, name="target_detail"),
    path(f"{OWN}ziele/<int:pk>/aendern/", target.target_change, name="target_change"),
    path(f"{OWN}ziele/<int:pk>/zielpfad.csv", target.target_csv, name="target_csv"),
    # mein-bereich/<slug>/massnahmen/
    path(f"{OWN}massnahmen/", measure.measure_list, name="measure_list"),
    path(f"{OWN}massnahmen/neu/", measure.measure_add, name="measure_add"),
    path(f"{OWN}massnahmen/<int:pk>/", measure.measure_detail, name="measure_detail"),
    path(f"{OWN}massnahmen/<int:pk>/aendern/", measure.measure_change, name="measure_change"),
    path(f"{OWN}massnahmen/<int:pk>/loeschen/", measure.measure_delete, name="measure_delete"),
    # geschaeftsstelle/pruefung/
    path(f"{OFFICE}pruefung/", review.balance_review_list, name="balance_review_list"),
    path(f"{OFFICE}pruefung/<int:pk>/", review.balance_review, name="balance_review"),
    path(f"{OFFICE}pruefung/<int:pk>/beginnen/", review.balance_check_begin, name="balance_check_begin"),
    path(f"{OFFICE}pruefung/<int:pk>/freigeben/", review.balance_approve, name="balance_approve"),
    path(f"{OFFICE}pruefung/<int:pk>/zurueckgeben/", review.balance_return, name="balance_return"),
]
