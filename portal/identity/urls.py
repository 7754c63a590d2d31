from django.urls import path

from portal.identity.views import account, enrolment, reset, sign_in

app_name = "identity"

_SECOND_FACTOR, _STEP_UP = {"view": "identity:second_factor"}, {"view": "identity:step_up"}

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/second-factor/", sign_in.second_factor, name="second_factor"),
    path("sign-in/second-factor/send/", sign_in.send, _SECOND_FACTOR, name="second_factor_send"),
    path("sign-in/onward/", sign_in.start, name="onward"),
    path("step-up/", sign_in.step_up, name="step_up"),
    path("step-up/send/", sign_in.send, _STEP_UP, name="step_up_send"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("password-reset/", reset.ask, name="reset_ask"),
    path("password-reset/sent/", reset.sent, name="reset_sent"),
    path("password-reset/new/", reset.choose, name="reset_password"),
    path("password-reset/<uuid:public_id>/<slug:token>/", reset.follow, name="reset"),
    path("account/", account.account, name="account"),
    path("account/confirm-email/", enrolment.confirm_address, name="confirm_email"),
    path("account/confirm-email/send/", enrolment.send_address_code, name="confirm_email_send"),
    path("account/second-factor/", enrolment.choose, name="choose_second_factor"),
    path("account/second-factor/app/", enrolment.add_app, name="add_app"),
    path("account/second-factor/sms/", enrolment.add_sms, name="add_sms"),
    path("account/second-factor/sms/send/", enrolment.add_sms_send, name="add_sms_send"),
    path("account/second-factor/app/remove/", enrolment.remove_factor, {"method": "app"}, name="remove_app"),
    path("account/second-factor/sms/remove/", enrolment.remove_factor, {"method": "sms"}, name="remove_sms"),
    path("account/recovery-codes/", enrolment.recovery_codes, name="recovery_codes"),
    path("account/language/", account.language, name="language"),
    path("account/password/", account.password, name="password"),
    path("account/email/", account.email, name="email"),
    path("account/email/confirm/", account.confirm_new_email, name="confirm_new_email"),
    path("account/mobile/", account.mobile, name="mobile"),
    path("account/mobile/confirm/", account.confirm_new_mobile, name="confirm_new_mobile"),
    path("account/sessions/end/", account.end_sessions, name="end_sessions"),
]
